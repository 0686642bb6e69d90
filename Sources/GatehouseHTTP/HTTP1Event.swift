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
