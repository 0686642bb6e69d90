internal import GatehouseHTTP

/// What changes while a session lives. See `HTTP2Session.state`. (U)
@safe struct SessionState: ~Copyable {
    var streams = StreamTable()
    /// The open stream that was looked up last: fields and content come in rows. `.connection` when there is none.
    var recentStream = StreamID.connection
    var events = EventQueue()
    var interimHead: MessageBuffer?
    /// GOAWAY was received.
    var isDraining = false
    /// Heads of `.interimHead` events that were not pulled yet, in their order.
    var interimHeads: [MessageBuffer] = []
    var scanner: FrameScanner
    /// A field section has begun and not ended: only CONTINUATION may follow.
    var isSectionOpen = false
    /// Of the field section that is being received.
    var section = FieldSection()
    /// CONTINUATION frames of the section.
    var continuationCount = 0
    /// The highest stream number that the peer sent HEADERS on.
    var lastStreamSeen: UInt32 = 0
    /// A frame that can close a stream was scanned, and nghttp2 has not seen it yet.
    var mayHaveClosed = false
    /// Streams that we reset: their late frames are no fault of the peer. As many as can be on the way in one round trip.
    var resetStreams = RecentStreams(capacity: 1_024)
    /// Streams that ended in order, or by the peer's reset.
    var closedStreams = RecentStreams(capacity: 64)
    var controlBudget: FloodBudget
    var resetBudget: FloodBudget
    /// DATA frames with a few octets each.
    var crumbCount = 0
    /// Octets of DATA that may yet come for nobody.
    var strayBytesLeft = HTTP2Session.strayByteCount
    /// The peer's fault that ends the connection. The GOAWAY is queued as soon as nghttp2 is not in the middle of a call.
    var violation: HTTP2ErrorCode?
    /// What the peer did, for records. Never without an end of the connection.
    var fault: Reason?
    /// The GOAWAY for `violation` is queued.
    var isTerminationQueued = false
    /// Content received since the connection's window was last returned.
    var unreturnedConnectionBytes = 0
    var drainPhase = DrainPhase.open
    /// The last stream of the final GOAWAY, from the moment that it is queued: what comes above it may be sent again to
    /// somebody else.
    var finalStream = UInt32.max
    /// `receive` or `encode` is running.
    var isDispatching = false
    /// Where DATA frames go; set while `encode` runs.
    var sink: UnsafeMutablePointer<ByteQueue>?
    /// What `sink` may hold before DATA frames have to wait.
    var sinkLimit = 0

    enum DrainPhase {
        case open
        /// The peer has been told that the end is near; its new streams are still taken.
        case announced
        /// The final GOAWAY is queued or sent.
        case final
    }

    init(_ role: HTTP2Role, _ settings: HTTP2Settings) {
        let now = ContinuousClock.now
        controlBudget = FloodBudget(settings.controlFrames, at: now)
        resetBudget = FloodBudget(settings.resets, at: now)
        // The client's preface comes before its frames (RFC 9113 section 3.4).
        scanner = FrameScanner(prefaceLength: role == .server ? 24 : 0)
    }
}
