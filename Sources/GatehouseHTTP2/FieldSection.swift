internal import GatehouseHTTP

/// The field section that a session is receiving: only one can be under way (RFC 9113 section 4.3).
struct FieldSection: ~Copyable {
    /// What is to become of it.
    enum Use {
        /// The head of the stream's message.
        case head
        case trailers
        /// Decoded and forgotten, because the HPACK state must be kept.
        case none
    }

    var use = Use.none
    var stream = StreamID.connection
    /// Fields so far, kept or not.
    var count = 0
    /// Their size as RFC 9113 section 6.5.2 counts it.
    var listBytes = 0
    /// Those that are kept. The block is the message's own, and goes back to it when the section is complete: between
    /// sections a session holds no memory for them.
    var fields = FieldBlock()

    mutating func begin(_ use: Use, of stream: StreamID) {
        self.use = use
        self.stream = stream
        count = 0
        listBytes = 0
        fields.removeAll()
    }
}
