package import GatehouseHTTP

/// Something that happened on a session. Pulled with `HTTP2Session.nextEvent()`; what is not said for a kind is zero.
package struct HTTP2Event: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// Server: a request head is complete in `message(of:)`. `endsStream`: there is no content, `.ended` does not follow.
        case requestHead
        /// Client: a final response head is complete, `status` is 200 to 599. `endsStream` as above.
        case responseHead
        /// Client: an interim response, `status` is 100 to 199; its fields are in `interimHead` until the next pull.
        case interimHead
        /// `count` content bytes were appended to the stream's message.
        case body
        /// The peer's message is complete, trailers included.
        case ended
        /// `count` bytes were taken out of the message that was lent as this stream's body.
        case bodyTaken
        /// Our message is written to its end (END_STREAM).
        case bodySent
        /// The stream is over, with `code`. The last event of a stream; call `release` when done with its message.
        /// `.refusedStream` means that the peer has not processed the request.
        case streamClosed
        /// The peer takes no new streams: `count` is the last stream number that it may have processed.
        case goAwayReceived
        /// The peer broke a rule on this stream, `reason` says which. Server: when `isAnswerable`, nothing more of the
        /// request is delivered and a local reply can be submitted. Otherwise a reset is under way.
        case violation
        /// A GOAWAY with an error `code` was written: flush and close the connection.
        case terminated
    }

    package var kind: Kind
    package var endsStream = false
    package var isAnswerable = false
    package var reason: Reason = .http2ProtocolViolation
    package var status: UInt16 = 0
    package var stream: StreamID = .connection
    /// What `setOwner` or `submitRequest` said last.
    package var owner: UInt32 = 0
    package var code: HTTP2ErrorCode = .noError
    package var count = 0
}
