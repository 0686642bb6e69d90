/// The process at the other end of a Unix socket, by the numbers that it had when it connected.
package struct PeerProcess: Hashable, Sendable, CustomStringConvertible {
    package let processID: Int32
    package let userID: UInt32

    /// For records: `uid 0 pid 4711`.
    package var description: String { "uid \(userID) pid \(processID)" }
}
