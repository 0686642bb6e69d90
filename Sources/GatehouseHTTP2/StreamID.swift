/// One stream of one session.
///
/// Carries the place of the stream's record beside the number on the wire. A session never uses a number twice
/// (RFC 9113 section 5.1.1), so that a stale value is recognised and never reaches another stream's record.
package struct StreamID: Hashable, Sendable {
    /// The number on the wire; 0 stands for the connection.
    package let number: UInt32
    let slot: UInt32

    /// What concerns the connection, not one stream.
    package static let connection = StreamID(number: 0, slot: 0)
}
