/// The nine octets in front of every frame (RFC 9113 section 4.1).
struct FrameHeader: Equatable {
    /// Octets of payload.
    var length: Int
    var kind: Kind
    var flags: UInt8
    var stream: UInt32

    /// Frame types, as far as they are told apart here (RFC 9113 section 6).
    enum Kind: UInt8 {
        case data, headers, priority, reset, settings, pushPromise, ping, goAway, windowUpdate, continuation
        /// Any other type; ignored by the protocol, but not free.
        case unknown = 0xff
    }

    static let endStreamFlag: UInt8 = 0x1
    static let endHeadersFlag: UInt8 = 0x4
    static let paddedFlag: UInt8 = 0x8
    static let acknowledgementFlag: UInt8 = 0x1

    /// END_STREAM on a frame that can carry it.
    var endsStream: Bool { (kind == .data || kind == .headers) && flags & Self.endStreamFlag != 0 }

    /// So little content that the frame around it is what costs.
    var isCrumb: Bool { length < Self.crumbByteCount }
    private static let crumbByteCount = 64

    /// A field section begins here and goes on in CONTINUATION frames.
    var leavesSectionOpen: Bool {
        (kind == .headers || kind == .pushPromise || kind == .continuation) && flags & Self.endHeadersFlag == 0
    }
}
