/// What a session announces to its peer, and the limits that it holds the peer to.
package struct HTTP2Settings: Sendable {
    /// Streams the peer may have open (SETTINGS_MAX_CONCURRENT_STREAMS). 100 is what RFC 9113 section 6.5.2 recommends
    /// as the lower bound, and with `initialWindowBytes` it bounds the memory of one connection.
    package var maximumConcurrentStreams: UInt32 = 100
    /// Content bytes of one stream that may be on the way to us or held by us (SETTINGS_INITIAL_WINDOW_SIZE).
    package var initialWindowBytes: UInt32 = 262_144
    /// Content bytes of all streams on the way to us. Returned at once on receipt, so that a stalled stream holds up
    /// only itself; large enough that it never limits a single fast upload.
    package var connectionWindowBytes: Int32 = 1_048_576
    /// Largest field section accepted: names, values and 32 octets for each field (RFC 9113 section 6.5.2).
    package var maximumFieldListBytes = 16_384
    /// Longest `:path` of a request; a longer one is answered 414.
    package var maximumTargetBytes = 8_192
    /// Most field lines in one section, pseudo-fields and every cookie crumb included: small fields that cost the sender
    /// one octet each must not multiply into memory here.
    package var maximumFieldCount = 100
    /// Largest field section that we send, before compression; a larger one fails its stream.
    package var maximumSendFieldListBytes = 65_536
    /// CONTINUATION frames behind one HEADERS frame. Together they hold more than `maximumFieldListBytes` can use.
    package var maximumContinuations = 8
    /// Interim (1xx) responses to one request.
    package var maximumInterimResponses = 16
    /// Control frames (PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA, unknown types, ...) above what the peer's
    /// useful frames pay for. See `FloodBudget`.
    package var controlFrames = FloodBudget.Limit(burst: 2_000, perSecond: 100)
    /// Streams ended early: RST_STREAM from the peer (rapid reset), RST_STREAM that the peer provoked us to send
    /// ("MadeYouReset"), and requests that turned out to be malformed. Twice the default of open streams, as a browser may cancel a whole page at once.
    package var resets = FloodBudget.Limit(burst: 200, perSecond: 33)

    package init() {}

    /// The same for a peer whose neighbours have just been ended for abuse: an eighth of what frames may cost.
    package var onProbation: HTTP2Settings {
        var settings = self
        settings.controlFrames = FloodBudget.Limit(burst: controlFrames.burst / 8, perSecond: controlFrames.perSecond)
        settings.resets = FloodBudget.Limit(burst: resets.burst / 8, perSecond: max(1, resets.perSecond / 8))
        return settings
    }
}
