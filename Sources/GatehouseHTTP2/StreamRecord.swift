internal import GatehouseHTTP

/// What a session knows of one stream, from its first frame until it is closed and released.
struct StreamRecord {
    /// How far the peer's message has come.
    enum Phase {
        /// Before the end of the head: the request's, or the response's final one.
        case head
        case body
        /// Inside the trailer section.
        case trailers
        /// Something was wrong: nothing more is delivered. Terminal.
        case refused
    }

    struct Flags: OptionSet {
        let rawValue: UInt16
        /// nghttp2 has closed the stream.
        static let closed = Flags(rawValue: 1)
        /// The driver wants no more events and does not use the message.
        static let released = Flags(rawValue: 2)
        /// The data source had nothing to give; nghttp2 waits for `resumeBody`.
        static let deferred = Flags(rawValue: 4)
        /// A reset was asked for by the driver or by our limits.
        static let resetByUs = Flags(rawValue: 8)
        /// An RST_STREAM was written, ours or nghttp2's.
        static let resetSent = Flags(rawValue: 16)
        /// Client: the request's head is written. Before that the peer cannot have processed it.
        static let started = Flags(rawValue: 32)
        /// END_STREAM is written: the peer has the whole of our message.
        static let sentWhole = Flags(rawValue: 64)
        /// What the peer still sends is dropped; see `HTTP2Session.abandonResponse(of:)`.
        static let abandoned = Flags(rawValue: 128)
        /// nghttp2 resets it by itself, for what the peer sent.
        static let malformed = Flags(rawValue: 256)
    }

    /// On the wire; 0 when the record is free.
    var number: UInt32
    var phase: Phase = .head
    var flags: Flags = []
    var owner: UInt32 = 0
    /// What the peer sends.
    var message: MessageBuffer
    /// What we send, lent by the other side.
    var source: MessageBuffer?
    var interimCount = 0
    /// Content that was dropped since the response was abandoned.
    var droppedByteCount = 0
}
