internal import CNghttp2
package import GatehouseHTTP
internal import GatehouseMemory

/// One HTTP/2 connection (RFC 9113) over nghttp2, as server or client: bytes in, events out; submissions in, bytes out. (U)
///
/// No socket, no clock: the driver feeds `receive`, pulls `nextEvent` until nil, submits, and takes bytes with `encode`.
/// Content is moved once: from the received bytes into the stream's `MessageBuffer`, and from there into the other side's
/// output. Used on one worker only; `receive` and `encode` must not be entered from one another (nghttp2 forbids it).
@safe package final class HTTP2Session {
    package let role: HTTP2Role
    package let settings: HTTP2Settings
    /// Owned; deleted in deinit. Its user data is this object, unretained.
    let handle: OpaquePointer
    let pool: MessagePool
    private let cell: Cell<SessionState>

    /// What changes while the session lives.
    var state: SessionState {
        @inline(__always) _read { yield cell.value }
        @inline(__always) _modify { yield &cell.value }
    }

    /// - Parameters:
    ///   - role: which end of the connection this is.
    ///   - settings: announced with the first bytes written.
    ///   - pool: the worker's; a session without one keeps its own.
    package init(role: HTTP2Role, settings: HTTP2Settings, pool: MessagePool = MessagePool()) {
        self.role = role
        self.settings = settings
        self.pool = pool
        cell = Cell(SessionState(role, settings))
        unsafe handle = SessionHandle.make(role, settings)
        // Unretained: nghttp2 uses it only inside calls made by this object.
        unsafe nghttp2_session_set_user_data(handle, Unmanaged.passUnretained(self).toOpaque())
        announceSettings()
    }

    deinit {
        // Deleting calls no callbacks; the streams' messages are given back by hand.
        unsafe nghttp2_session_del(handle)
        state.streams.drain { pool.give($0) }
    }

    private func announceSettings() {
        var entries: [nghttp2_settings_entry] = []
        func add(_ id: nghttp2_settings_id, _ value: UInt32) {
            entries.append(nghttp2_settings_entry(settings_id: Int32(id.rawValue), value: value))
        }
        add(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, 4_096)
        add(NGHTTP2_SETTINGS_ENABLE_PUSH, 0)
        if role == .server { add(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings.maximumConcurrentStreams) }
        add(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, settings.initialWindowBytes)
        add(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(clamping: settings.maximumFieldListBytes))
        let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
        // nghttp2 copies the entries.
        let code = unsafe nghttp2_submit_settings(handle, flags, entries, entries.count)
        precondition(code == 0, "our own settings are not legal")
        let window = unsafe nghttp2_session_set_local_window_size(handle, flags, 0, settings.connectionWindowBytes)
        precondition(window == 0, "our own connection window is not legal")
    }

    // MARK: Input

    /// Takes bytes from the peer; what they meant is then pulled with `nextEvent`.
    ///
    /// - Throws: `.prefaceMalformed`, or `.peerViolation` when the connection cannot go on; `encode` then still writes the
    ///   GOAWAY. Errors that nghttp2 answers itself do not throw: they show as `.terminated` and `isFinished`.
    package func receive(_ bytes: Span<UInt8>) throws(HTTP2Failure) {
        if let violation = state.violation {
            throw state.isTerminationQueued ? .peerViolation(violation) : fail(violation)
        }
        enter()
        defer { state.isDispatching = false }
        var fed = 0
        var cursor = 0
        while let frame = state.scanner.next(in: bytes, from: &cursor) {
            try judge(frame, in: bytes, from: &fed, to: max(fed, cursor - 9))
        }
        try feed(bytes, from: &fed, to: bytes.count)
    }

    /// Gives nghttp2 the bytes up to `end`.
    func feed(_ bytes: Span<UInt8>, from start: inout Int, to end: Int) throws(HTTP2Failure) {
        guard start < end else { return }
        let part = bytes.extracting(start..<end)
        start = end
        state.mayHaveClosed = false
        // nghttp2 reads the bytes during the call and keeps no pointer to them.
        let count = unsafe part.withUnsafeBufferPointer {
            unsafe nghttp2_session_mem_recv(handle, $0.baseAddress, $0.count)
        }
        returnConnectionWindow()
        guard count >= 0 else { throw failure(Int32(truncatingIfNeeded: count)) }
        if let violation = state.violation { throw fail(violation) }
    }

    /// The connection's window goes back at once: only its own stream's window holds up a stream (finding F13).
    private func returnConnectionWindow() {
        guard state.unreturnedConnectionBytes > 0 else { return }
        // Cannot overflow: nghttp2 has itself counted these bytes as received.
        _ = unsafe nghttp2_session_consume_connection(handle, state.unreturnedConnectionBytes)
        state.unreturnedConnectionBytes = 0
    }

    private func failure(_ code: Int32) -> HTTP2Failure {
        switch code {
        case NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue:
            // Whatever this peer speaks, it would not understand a GOAWAY.
            state.violation = .protocolError
            state.fault = .http2PrefaceMalformed
            state.isTerminationQueued = true
            return .prefaceMalformed
        case NGHTTP2_ERR_FLOODED.rawValue: return fail(.enhanceYourCalm, .http2FrameFlood)
        default:
            if let violation = state.violation { return fail(violation) }
            state.violation = .internalError
            state.isTerminationQueued = true
            return .library(code: code)
        }
    }

    /// Ends the connection for the peer's fault: `reason`, unless one was found before.
    func fail(_ code: HTTP2ErrorCode, _ reason: Reason = .http2ProtocolViolation) -> HTTP2Failure {
        state.violation = code
        state.fault = state.fault ?? reason
        state.isTerminationQueued = true
        _ = unsafe nghttp2_session_terminate_session(handle, code.rawValue)
        return .peerViolation(code)
    }

    func enter() {
        precondition(!state.isDispatching, "a session was entered from within one of its own calls")
        state.isDispatching = true
    }

    // MARK: Output

    /// Appends frames to `output` until there are none, or until it holds `limit` bytes or little more.
    ///
    /// Never stops inside a frame: what is over `limit` is less than one frame (16 KB and its header).
    /// - Returns: bytes appended.
    /// - Throws: `.library` when nghttp2 is out of order: close the connection.
    package func encode(into output: inout ByteQueue, limit: Int) throws(HTTP2Failure) -> Int {
        enter()
        defer { state.isDispatching = false }
        let before = output.count
        state.sinkLimit = limit
        var code = 0
        // The pointer is cleared before `output` is anyone else's again.
        unsafe withUnsafeMutablePointer(to: &output) { target in
            unsafe state.sink = target
            code = unsafe encode(into: target)
            unsafe state.sink = nil
        }
        guard code >= 0 else { throw .library(code: Int32(truncatingIfNeeded: code)) }
        return output.count - before
    }

    private func encode(into target: UnsafeMutablePointer<ByteQueue>) -> Int {
        while unsafe target.pointee.count < state.sinkLimit {
            var bytes: UnsafePointer<UInt8>?
            let count = unsafe nghttp2_session_mem_send(handle, &bytes)
            if count > 0 {
                // nghttp2 lends the bytes until its next call.
                unsafe target.pointee.append(UnsafeBufferPointer(start: bytes, count: count).span)
                continue
            }
            guard count == 0, let code = state.violation, !state.isTerminationQueued else { return count }
            _ = fail(code)
        }
        return 0
    }

    // MARK: State

    /// The fields of the last `.interimHead` event; nil before the first.
    package var interimHead: MessageBuffer? { state.interimHead }

    /// The peer has sent GOAWAY and takes no new streams.
    package var isDraining: Bool { state.isDraining }

    /// There is something to write.
    package var wantsWrite: Bool { unsafe nghttp2_session_want_write(handle) != 0 }

    /// Why the connection ends for the peer's fault; nil when it does not.
    package var fault: Reason? { state.fault }

    /// More input is of use.
    package var wantsRead: Bool { unsafe state.violation == nil && nghttp2_session_want_read(handle) != 0 }

    /// Nothing to read and nothing to write any more: close the connection when the output has gone.
    package var isFinished: Bool { !wantsRead && !wantsWrite }

    /// Streams that are open, reserved requests of a client included.
    package var activeStreamCount: Int { state.streams.activeCount }

    /// Streams that the peer lets us open. 100 until it has said so (RFC 9113 section 6.5.2 asks for no fewer).
    package var peerMaxConcurrentStreams: UInt32 {
        unsafe nghttp2_session_get_remote_settings(handle, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
    }
}
