internal import CNghttp2
internal import GatehouseHTTP
internal import GatehouseMemory

/// What nghttp2 asks and reports while it writes. See `Trampoline`.
extension HTTP2Session {
    /// What the next DATA frame of a stream gets.
    enum SourceRead {
        /// Nothing now; `resumeBody` says when.
        case wait
        /// There is no source any more: the stream is reset.
        case failed
        case bytes(Int, end: SourceEnd)
    }

    enum SourceEnd {
        case open, endStream, trailers
    }

    func readSource(_ number: UInt32, limit: Int) -> SourceRead {
        guard let stream = stream(numbered: number), let source = state.streams[stream].source else { return .failed }
        let waiting = source.body.count
        if waiting == 0 && !source.isEnded {
            state.streams[stream].flags.insert(.deferred)
            return .wait
        }
        let count = min(waiting, limit)
        guard source.isEnded, count == waiting else { return .bytes(count, end: .open) }
        guard source.trailers.count > 0 else { return .bytes(count, end: .endStream) }
        return submitTrailers(of: source, on: number) ? .bytes(count, end: .trailers) : .failed
    }

    /// Documented as safe inside the read callback.
    private func submitTrailers(of source: MessageBuffer, on number: UInt32) -> Bool {
        let id = Int32(bitPattern: number)
        let code = unsafe pool.pairs.value.withPairs(of: source.trailers) { pointer, count in
            unsafe nghttp2_submit_trailer(handle, id, pointer, count)
        }
        return code == 0
    }

    /// Writes one DATA frame straight from the source into the output.
    func sendData(_ number: UInt32, header: Span<UInt8>, count: Int) -> Int32 {
        guard let sink = unsafe state.sink, let stream = stream(numbered: number),
            let source = state.streams[stream].source,
            source.body.count >= count
        else { return Trampoline.failure }
        guard unsafe sink.pointee.count < state.sinkLimit else { return Trampoline.wouldBlock }
        // `sink` is the output of the running `encode`; nothing else has access to it before that returns.
        unsafe sink.pointee.append(header)
        source.body.withPrefix(count) { unsafe sink.pointee.append($0) }
        source.body.consume(count)
        report(.bodyTaken, of: stream, count: count)
        return Trampoline.proceed
    }

    func frameSent(_ header: FrameHeader) -> Int32 {
        switch header.kind {
        case .data, .headers:
            earnForSent(header)
            guard let stream = stream(numbered: header.stream) else { break }
            state.streams[stream].flags.insert(.started)
            guard header.endsStream else { break }
            state.streams[stream].flags.insert(.sentWhole)
            report(.bodySent, of: stream)
        case .reset: resetSent(on: header.stream)
        case .priority, .settings, .pushPromise, .ping, .goAway, .windowUpdate, .continuation, .unknown: break
        }
        return Trampoline.proceed
    }

    /// A reset that we did not ask for was provoked by the peer; some attacks live by that.
    private func resetSent(on number: UInt32) {
        if let stream = stream(numbered: number) {
            state.streams[stream].flags.insert(.resetSent)
            guard !state.streams[stream].flags.contains(.resetByUs) else { return }
            // nghttp2 has told of a malformed frame before, but not of content that belies its Content-Length.
            reportMalformed(stream)
        }
        allowStrayContent()
        chargeFault()
    }

    func goAwaySent(code: HTTP2ErrorCode) -> Int32 {
        guard code != .noError else { return Trampoline.proceed }
        // nghttp2 has found a fault by itself. An internal error is not the peer's.
        if code != .internalError && state.fault == nil {
            state.fault = code == .enhanceYourCalm ? .http2FrameFlood : .http2ProtocolViolation
        }
        state.events.append(HTTP2Event(kind: .terminated, code: code))
        return Trampoline.proceed
    }

    /// A request that could not be sent is closed by nghttp2 next; any other head that could not leaves the stream
    /// without an answer, so that it is reset.
    func frameNotSent(_ header: FrameHeader) -> Int32 {
        guard header.kind == .headers, let stream = stream(numbered: header.stream) else { return Trampoline.proceed }
        let flags = state.streams[stream].flags
        let isAnswer = role == .server || flags.contains(.started)
        if isAnswer && !flags.contains(.closed) { queueReset(stream, .internalError) }
        return Trampoline.proceed
    }
}
