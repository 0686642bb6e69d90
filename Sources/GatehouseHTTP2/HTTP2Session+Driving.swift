internal import CNghttp2
package import GatehouseHTTP
internal import GatehouseMemory

/// What the driver asks of a session, between `receive` and `encode`. Calls for a stream that is closed do nothing: the
/// peer may have closed it in the meantime, and its `.streamClosed` says so.
extension HTTP2Session {
    // MARK: Events and streams

    /// The next event, oldest first; nil when there is none.
    package func nextEvent() -> HTTP2Event? {
        while var event = state.events.next() {
            guard event.stream != .connection else { return event }
            let isWanted =
                state.streams.contains(event.stream) && !state.streams[event.stream].flags.contains(.released)
            if event.kind == .interimHead { takeInterimHead() }
            guard isWanted else { continue }
            event.owner = state.streams[event.stream].owner
            return event
        }
        return nil
    }

    private func takeInterimHead() {
        if let interimHead { pool.give(interimHead) }
        state.interimHead = state.interimHeads.isEmpty ? nil : state.interimHeads.removeFirst()
    }

    /// What the stream has received; nil when the stream was released.
    ///
    /// Valid until the driver calls `release`. It may be lent to another session as the body of a message there; that
    /// session's stream must be over, or `reset`, before `release`, because the buffer then serves another stream.
    package func message(of stream: StreamID) -> MessageBuffer? {
        state.streams.contains(stream) ? state.streams[stream].message : nil
    }

    /// Says what `HTTP2Event.owner` is for this stream.
    package func setOwner(_ owner: UInt32, of stream: StreamID) {
        guard state.streams.contains(stream) else { return }
        state.streams[stream].owner = owner
    }

    /// The driver is done with the stream: no more events, and its message goes back to the pool when it is closed.
    package func release(_ stream: StreamID) {
        guard state.streams.contains(stream) else { return }
        if state.streams[stream].flags.contains(.closed) {
            free(stream)
        } else {
            state.streams[stream].flags.insert(.released)
        }
    }

    func free(_ stream: StreamID) {
        pool.give(state.streams[stream].message)
        state.streams.remove(stream)
    }

    // MARK: Messages

    /// Client: sends a request.
    ///
    /// Above the peer's limit of concurrent streams it waits in the session; see `peerMaxConcurrentStreams`.
    /// - Parameters:
    ///   - head: pseudo-fields first; legal by RFC 9113 section 8, which is the caller's business.
    ///   - body: content and trailers are taken from it as they arrive, until it is ended; nil for no content.
    ///   - owner: echoed in the stream's events.
    /// - Returns: the stream that the response comes on.
    /// - Throws: `.requestNotAccepted`; nothing was sent.
    package func submitRequest(
        _ head: borrowing FieldBlock, body: MessageBuffer?, owner: UInt32
    ) throws(HTTP2Failure) -> StreamID {
        let number = unsafe nghttp2_session_get_next_stream_id(handle)
        guard role == .client, !isDraining, state.violation == nil, state.drainPhase == .open, number < 1 << 31 else {
            throw .requestNotAccepted
        }
        let stream = state.streams.insert(number, message: pool.take())
        state.streams[stream].owner = owner
        let data = unsafe userData(of: stream)
        let code = unsafe submit(head, body: body, of: stream) { pointer, count, provider in
            unsafe nghttp2_submit_request(handle, nil, pointer, count, provider, data)
        }
        guard code == Int32(bitPattern: number) else {
            state.streams.close(stream)
            free(stream)
            throw code == NGHTTP2_ERR_STREAM_ID_NOT_AVAILABLE.rawValue ? .requestNotAccepted : .library(code: code)
        }
        return stream
    }

    /// Server: sends an interim response, 100 to 199 but not 101.
    package func submitInterim(_ stream: StreamID, _ head: borrowing FieldBlock) {
        guard isOpen(stream) else { return }
        let id = Int32(bitPattern: stream.number)
        _ = unsafe pool.pairs.value.withPairs(of: head) { pointer, count in
            unsafe nghttp2_submit_headers(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), id, nil, pointer, count, nil)
        }
    }

    /// Server: sends the final response; once per stream. Parameters as in `submitRequest`, `:status` first.
    package func submitResponse(_ stream: StreamID, _ head: borrowing FieldBlock, body: MessageBuffer?) {
        guard isOpen(stream) else { return }
        let id = Int32(bitPattern: stream.number)
        let code = unsafe submit(head, body: body, of: stream) { pointer, count, provider in
            unsafe nghttp2_submit_response(handle, id, pointer, count, provider)
        }
        if code != 0 { reset(stream, code: .internalError) }
    }

    private func submit(
        _ head: borrowing FieldBlock, body: MessageBuffer?, of stream: StreamID,
        _ submit: (UnsafePointer<nghttp2_nv>?, Int, UnsafePointer<nghttp2_data_provider>?) -> Int32
    ) -> Int32 {
        let isEmpty = body.map { $0.isEnded && $0.body.isEmpty && $0.trailers.count == 0 } ?? true
        if !isEmpty { state.streams[stream].source = body }
        // nghttp2 copies the provider; its callback finds the source through the stream's record.
        var provider = unsafe nghttp2_data_provider(
            source: nghttp2_data_source(fd: 0), read_callback: Trampoline.readSource)
        return unsafe withUnsafePointer(to: &provider) { provider in
            unsafe pool.pairs.value.withPairs(of: head) { pointer, count in
                unsafe submit(pointer, count, isEmpty ? nil : provider)
            }
        }
    }

    /// More content, or the end, is in the message that was lent as this stream's body.
    package func resumeBody(of stream: StreamID) {
        guard isOpen(stream), state.streams[stream].flags.contains(.deferred) else { return }
        state.streams[stream].flags.remove(.deferred)
        _ = unsafe nghttp2_session_resume_data(handle, Int32(bitPattern: stream.number))
    }

    /// `count` bytes of the stream's message have left the gateway: the peer may send as many more.
    package func bodyConsumed(_ count: Int, of stream: StreamID) {
        guard isOpen(stream), count > 0 else { return }
        _ = unsafe nghttp2_session_consume_stream(handle, Int32(bitPattern: stream.number), count)
    }

    // MARK: Ends

    /// Ends the stream at once; `.streamClosed` follows when the RST_STREAM is written. The lent body is let go now.
    ///
    /// A server that answers before the request is complete resets with `.noError` after `.bodySent`, not before: the
    /// reset would overtake the response (RFC 9113 section 8.1).
    package func reset(_ stream: StreamID, code: HTTP2ErrorCode) {
        guard isOpen(stream) else { return }
        // A reset is under way that the peer has provoked. It stays that: such resets count.
        if state.streams[stream].flags.contains(.malformed) { return state.streams[stream].source = nil }
        guard role == .server || state.streams[stream].flags.contains(.started) else { return abandon(stream, code) }
        state.streams[stream].phase = .refused
        queueReset(stream, code)
    }

    /// Ends a request that nghttp2 has not sent; nghttp2 drops it when its turn comes.
    func abandon(_ stream: StreamID, _ code: HTTP2ErrorCode) {
        queueReset(stream, code)
        close(stream, code: code)
    }

    func queueReset(_ stream: StreamID, _ code: HTTP2ErrorCode) {
        state.streams[stream].flags.insert(.resetByUs)
        state.streams[stream].source = nil
        allowStrayContent()
        // Submitting is allowed inside callbacks; only receiving and sending are not.
        _ = unsafe nghttp2_submit_rst_stream(
            handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), Int32(bitPattern: stream.number), code.rawValue)
    }

    /// Begins an orderly end (RFC 9113 section 6.8): open streams go on, new ones are soon not taken.
    ///
    /// A server announces it first, and sends the final GOAWAY when its PING has come back, so that requests on the way
    /// are not lost. Call `completeDrain` when the peer has not answered in time.
    package func beginDrain() {
        guard state.drainPhase == .open else { return }
        guard role == .server else { return completeDrain() }
        state.drainPhase = .announced
        _ = unsafe nghttp2_submit_shutdown_notice(handle)
        _ = unsafe nghttp2_submit_ping(handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
    }

    /// Takes no new streams from now on; `isFinished` becomes true when the open ones are done.
    package func completeDrain() {
        guard state.drainPhase != .final else { return }
        state.drainPhase = .final
        let last = unsafe nghttp2_session_get_last_proc_stream_id(handle)
        if role == .server { state.finalStream = UInt32(bitPattern: last) }
        _ = unsafe nghttp2_submit_goaway(
            handle, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, NGHTTP2_NO_ERROR.rawValue, nil, 0)
    }

    /// Ends the connection with a GOAWAY; nothing is written after it.
    package func terminate(_ code: HTTP2ErrorCode) {
        _ = unsafe nghttp2_session_terminate_session(handle, code.rawValue)
    }
}
