/// What an `HTTP1ServerCodec` has read.
package enum HTTP1Event: Equatable, Sendable {
    /// The head is in `message`, validated.
    ///
    /// - `ended`: the request has no content, and no `.ended` will follow.
    /// - `expectsContinue`: the client waits for a 100 before it sends its content (RFC 9110 section 10.1.1).
    case requestHead(ended: Bool, expectsContinue: Bool)
    /// So many content bytes were appended to `message.body` since the last event.
    case body(count: Int)
    /// Content and trailers are complete.
    case ended
    /// Nothing more of this connection will be read; answer if nothing was answered yet, then close.
    case violation(Reason)
}

/// What to do with a connection whose exchange is over.
package enum HTTP1NextStep: Equatable, Sendable {
    /// The codec is ready; a pipelined request may already have produced events.
    case nextRequest
    /// Close, but first shut down writing and go on feeding the codec until `wantsRead` turns false, the peer closes or
    /// a deadline passes. The number is what the codec will throw away.
    case drain(byteCount: Int)
    /// Close.
    case close
}

/// The events that have not been pulled yet, in the only order in which they can occur.
struct HTTP1EventQueue {
    private var head: HTTP1Event?
    private var bodyCount = 0
    private var hasEnded = false
    private var refusal: Reason?

    mutating func requestHead(ended: Bool, expectsContinue: Bool) {
        head = .requestHead(ended: ended, expectsContinue: expectsContinue)
    }

    mutating func body(count: Int) { bodyCount += count }

    mutating func ended() { hasEnded = true }

    mutating func violation(_ reason: Reason) { refusal = reason }

    mutating func next() -> HTTP1Event? {
        if let event = head {
            head = nil
            return event
        }
        if bodyCount > 0 {
            defer { bodyCount = 0 }
            return .body(count: bodyCount)
        }
        if hasEnded {
            hasEnded = false
            return .ended
        }
        guard let reason = refusal else { return nil }
        refusal = nil
        return .violation(reason)
    }
}
