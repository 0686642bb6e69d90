/// Attempts to accept that failed, told in a line every ten seconds instead of one for each.
struct AcceptFailures {
    private static let intervalNanoseconds: UInt64 = 10_000_000_000

    private var untold: UInt64 = 0
    private var nextNanoseconds: UInt64 = 0

    /// Counts one.
    ///
    /// - Parameter now: monotonic.
    /// - Returns: how many have not been told, when it is time to tell.
    mutating func add(atNanoseconds now: UInt64) -> UInt64? {
        untold &+= 1
        guard now >= nextNanoseconds else { return nil }
        nextNanoseconds = now &+ Self.intervalNanoseconds
        defer { untold = 0 }
        return untold
    }
}
