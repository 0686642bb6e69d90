import GatehouseHTTP2

/// Streams of an HTTP/2 connection whose clients have gone, and whose responses are let come and dropped (decision 0019).
///
/// They still count against what the connector takes at once, so there is a bound to their number and their time. What is
/// due is found when the connection is used next: on one that nobody uses they are in nobody's way.
struct AbandonedStreams {
    /// What a connector may take to answer somebody who has gone. Then the stream is reset: it may be stuck.
    private static let graceNanoseconds: UInt64 = 10_000_000_000

    /// Oldest first.
    private var entries: [(stream: StreamID, endNanoseconds: UInt64)] = []

    var isEmpty: Bool { entries.isEmpty }

    var count: Int { entries.count }

    mutating func add(_ stream: StreamID, at now: UInt64) {
        entries.append((stream, now + Self.graceNanoseconds))
    }

    /// Forgets those that are over, and resets those that are overdue or too many.
    ///
    /// - Parameters:
    ///   - session: of the connection.
    ///   - limit: how many may be kept waiting.
    ///   - now: monotonic.
    /// - Returns: true when there are fewer now.
    mutating func settle(_ session: HTTP2Session, limit: Int, at now: UInt64) -> Bool {
        let before = entries.count
        entries.removeAll { !session.isOpen($0.stream) }
        while let oldest = entries.first, entries.count > limit || oldest.endNanoseconds <= now {
            session.reset(oldest.stream, code: .cancel)
            entries.removeFirst()
        }
        return entries.count < before
    }
}
