/// What an `HTTP1ClientCodec` has read.
package enum HTTP1ResponseEvent: Equatable, Sendable {
    /// A 1xx head is in `interim`; another one may follow.
    case interimHead(status: UInt16)
    /// The final head is in `message`. `ended`: there is no content, and no `.ended` will follow.
    case responseHead(ended: Bool)
    /// So many content bytes were appended to `message.body`.
    case body(count: Int)
    /// Content and trailers are complete.
    case ended
    /// The response cannot be read in exactly one way. Nothing more of this connection is read.
    case violation
}
