internal import GatehouseHTTP
internal import GatehouseMemory

/// What is judged from frame headers alone, before nghttp2 sees the frame: floods, and frames on closed streams.
extension HTTP2Session {
    /// Judges the frame whose header ends the bytes before which nghttp2 is to be fed.
    ///
    /// - Parameters:
    ///   - frame: the frame in question.
    ///   - bytes: the input.
    ///   - fed: how much of the input nghttp2 has; moved on when it has to see more before the frame can be judged.
    ///   - boundary: where the frame begins in `bytes`.
    /// - Throws: when the connection cannot go on; the frame itself has then not been fed.
    func judge(
        _ frame: FrameHeader, in bytes: Span<UInt8>, from fed: inout Int, to boundary: Int
    ) throws(HTTP2Failure) {
        if let excess = excess(of: frame) {
            try feed(bytes, from: &fed, to: boundary)
            throw fail(.enhanceYourCalm, excess)
        }
        if isSuspect(frame) {
            // What came before decides whether the stream is closed: nghttp2 has to have seen it.
            try feed(bytes, from: &fed, to: boundary)
            if let code = fault(of: frame) { throw fail(code) }
        }
        note(frame)
    }

    /// True when the frame may be on a closed stream. Clients leave this to nghttp2, which ignores such frames: a
    /// connector's late frame is no reason to drop the streams of others.
    private func isSuspect(_ frame: FrameHeader) -> Bool {
        guard role == .server, !state.isSectionOpen, frame.stream % 2 == 1, frame.stream <= state.lastStreamSeen else {
            return false
        }
        guard frame.kind == .data || frame.kind == .headers else { return false }
        return state.mayHaveClosed || stream(numbered: frame.stream) == nil
    }

    /// The connection error that a frame on a closed stream is, or nil when it is to be ignored or is all right
    /// (RFC 9113 section 5.1 "closed", 5.1.1).
    private func fault(of frame: FrameHeader) -> HTTP2ErrorCode? {
        if let stream = stream(numbered: frame.stream), !state.streams[stream].flags.contains(.closed) { return nil }
        if state.resetStreams.mayContain(frame.stream) { return nil }
        if frame.stream > state.finalStream { return nil }
        // A number that was passed over is a wrong one, rather than that of a closed stream.
        let isPassedOver = !state.closedStreams.mayContain(frame.stream)
        return frame.kind == .headers && isPassedOver ? .protocolError : .streamClosed
    }

    private func note(_ frame: FrameHeader) {
        if frame.kind == .headers && frame.stream > state.lastStreamSeen { state.lastStreamSeen = frame.stream }
        if frame.kind == .headers || frame.kind == .pushPromise || frame.kind == .continuation {
            state.isSectionOpen = frame.leavesSectionOpen
        }
        if frame.kind == .reset || frame.endsStream { state.mayHaveClosed = true }
    }
}
