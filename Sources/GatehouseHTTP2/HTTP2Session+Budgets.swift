internal import GatehouseHTTP

/// What a peer may make us do for nothing. See `FloodBudget`.
///
/// A frame is paid for when its header is seen, whatever nghttp2 does with it then. Useful frames earn tokens, and only
/// they do: what a peer can have for a frame of its own must not pay for the next one.
extension HTTP2Session {
    /// Tokens that a useful frame earns: a peer may send a window update for each DATA frame of ours, twice, and more.
    static let tokensPerUsefulFrame = 4
    /// SETTINGS touches every stream and the field compression, and wants an answer; peers send a handful in all.
    private static let tokensPerSettings = 10
    /// Frames of a few octets that a token pays for. Streams of small messages are honest, and no faster than that.
    private static let crumbsPerToken = 8
    /// Octets of DATA for nobody (padding, or on streams that are over) that are never asked about: four windows of a
    /// stream at their default, as much as a peer sends before it learns that nobody listens.
    static let strayByteCount = 1 << 20

    /// Pays for a frame.
    ///
    /// - Returns: why it is one too many, or nil.
    func excess(of frame: FrameHeader) -> Reason? {
        switch frame.kind {
        case .headers:
            state.continuationCount = 0
            // A connector's head earns when it turns out to answer something; see `finishResponseHead`.
            guard role == .server else { return spend(1) }
            state.controlBudget.earn(Self.tokensPerUsefulFrame)
            return nil
        case .data: return excess(ofData: frame)
        case .settings: return spend(frame.flags & FrameHeader.acknowledgementFlag == 0 ? Self.tokensPerSettings : 1)
        case .priority, .pushPromise, .ping, .goAway, .windowUpdate, .unknown: return spend(1)
        case .continuation:
            state.continuationCount += 1
            guard state.continuationCount <= settings.maximumContinuations else { return .http2ContinuationFlood }
            return spend(1)
        case .reset:
            // A connector's resets are answers, as many as there were requests, which have earned them.
            guard role == .server else { return spend(1) }
            return state.resetBudget.spend(now: .now) ? nil : .http2ResetFlood
        }
    }

    private func excess(ofData frame: FrameHeader) -> Reason? {
        state.strayBytesLeft -= frame.length
        guard state.strayBytesLeft >= 0 else { return .http2FrameFlood }
        if frame.endsStream { return nil }
        guard frame.isCrumb else {
            state.controlBudget.earn(Self.tokensPerUsefulFrame)
            return nil
        }
        // Padding hides that there is no content at all.
        if frame.length == 0 || frame.flags & FrameHeader.paddedFlag != 0 { return spend(1) }
        state.crumbCount &+= 1
        return state.crumbCount % Self.crumbsPerToken == 0 ? spend(1) : nil
    }

    private func spend(_ cost: Int) -> Reason? {
        state.controlBudget.spend(cost, now: .now) ? nil : .http2FrameFlood
    }

    /// Content has come to its stream: it was not for nobody, and pays for some padding.
    func noteDelivered(_ byteCount: Int) {
        state.strayBytesLeft += byteCount
        if state.strayBytesLeft < Self.strayByteCount { state.strayBytesLeft += byteCount / 4 }
    }

    /// A stream ends on our side first: what is on the way for it is no fault of the peer.
    func allowStrayContent() {
        let most = Self.strayByteCount + Int(settings.initialWindowBytes) * 16
        state.strayBytesLeft = min(most, state.strayBytesLeft + Int(settings.initialWindowBytes))
    }

    /// A frame of ours was written: it may be answered with window updates, which are then not idle ones.
    ///
    /// One that carries next to nothing was made so by the peer's window, and earns it nothing.
    func earnForSent(_ header: FrameHeader) {
        guard header.kind == .headers || header.endsStream || !header.isCrumb else { return }
        state.controlBudget.earn(Self.tokensPerUsefulFrame)
    }

    /// Server: the peer has made us end or refuse a stream, which costs us more than it (RFC 9113 section 10.5).
    func chargeFault() {
        guard role == .server, !state.resetBudget.spend(now: .now) else { return }
        state.violation = state.violation ?? .enhanceYourCalm
        state.fault = state.fault ?? .http2ResetFlood
    }

    /// Server: a request that the session took has turned out to be malformed. Counts like a reset that the peer provoked.
    package func noteMalformedRequest() {
        chargeFault()
    }
}
