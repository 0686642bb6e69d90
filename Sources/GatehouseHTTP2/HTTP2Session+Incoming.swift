internal import CNghttp2
internal import GatehouseHTTP
internal import GatehouseMemory

/// What nghttp2 reports while it reads. These methods copy, take notes and return; see `Trampoline`.
extension HTTP2Session {
    /// The stream's record, found through nghttp2's table; nil when there is none (any more).
    func stream(numbered number: UInt32) -> StreamID? {
        guard number != 0 else { return nil }
        if state.recentStream.number == number { return state.recentStream }
        // The user data is a slot and one, never an address; a stale one does not match the number.
        let data = unsafe nghttp2_session_get_stream_user_data(handle, Int32(bitPattern: number))
        guard let slot = UInt32(exactly: UInt(bitPattern: data)), slot > 0 else { return nil }
        let stream = StreamID(number: number, slot: slot - 1)
        guard state.streams.contains(stream) else { return nil }
        state.recentStream = stream
        return stream
    }

    func userData(of stream: StreamID) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: UInt(stream.slot) + 1)
    }

    // MARK: Field sections

    func sectionBegan(_ header: FrameHeader) -> Int32 {
        if let stream = stream(numbered: header.stream) {
            if state.streams[stream].phase == .body { state.streams[stream].phase = .trailers }
            beginSection(of: stream, use(of: state.streams[stream].phase))
            return Trampoline.proceed
        }
        guard role == .server else {
            state.section.begin(.none, of: .connection)
            return Trampoline.failure
        }
        // nghttp2 takes it until the GOAWAY is written, and closes it then.
        guard header.stream <= state.finalStream else {
            state.section.begin(.none, of: .connection)
            return Trampoline.proceed
        }
        let stream = state.streams.insert(header.stream, message: pool.take())
        // The stream exists, so this cannot fail; setting user data calls nothing back.
        _ = unsafe nghttp2_session_set_stream_user_data(
            handle, Int32(bitPattern: header.stream), userData(of: stream))
        state.recentStream = stream
        beginSection(of: stream, .head)
        return Trampoline.proceed
    }

    private func use(of phase: StreamRecord.Phase) -> FieldSection.Use {
        switch phase {
        case .head: .head
        case .body, .trailers: .trailers
        case .refused: .none
        }
    }

    func fieldReceived(
        _ number: UInt32, name: Span<UInt8>, value: Span<UInt8>, isNeverIndexed: Bool
    ) -> Int32 {
        state.section.count += 1
        state.section.listBytes += name.count + value.count + 32
        guard state.section.use != .none else { return refusedField() }
        guard state.section.count <= settings.maximumFieldCount,
            state.section.listBytes <= settings.maximumFieldListBytes
        else {
            guard let stream = stream(numbered: number) else { return Trampoline.proceed }
            // What has come of it is kept for the record.
            keepSection()
            refuse(stream, .fieldsTooLarge, code: .enhanceYourCalm)
            return Trampoline.proceed
        }
        let known = KnownField(name: name)
        state.section.fields.append(known, name: name, value: value)
        if isNeverIndexed { state.section.fields.markLastNeverIndexed() }
        // Hosts are compared without regard to case (RFC 3986 section 3.2.2) and kept in lower case.
        if known == .authority || known == .host {
            state.section.fields.lowercaseValue(at: state.section.fields.count - 1)
        }
        return Trampoline.proceed
    }

    /// Fields over the limit are decoded and forgotten, because the HPACK state must be kept; but a section that is over
    /// it by far is a bomb, and ends the connection.
    private func refusedField() -> Int32 {
        guard state.section.listBytes > settings.maximumFieldListBytes * 16 else { return Trampoline.proceed }
        state.violation = .enhanceYourCalm
        state.fault = state.fault ?? .http2FieldBomb
        return NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
    }

    private func beginSection(of stream: StreamID, _ use: FieldSection.Use) {
        state.section.begin(use, of: stream)
        exchangeFields()
    }

    /// Moves the fields that have come into the message.
    private func keepSection() {
        exchangeFields()
        state.section.use = .none
    }

    private func exchangeFields() {
        guard state.section.use != .none, state.streams.contains(state.section.stream) else { return }
        let message = state.streams[state.section.stream].message
        switch state.section.use {
        case .head: swap(&state.section.fields, &message.fields)
        case .trailers: swap(&state.section.fields, &message.trailers)
        case .none: break
        }
    }

    // MARK: Content

    func contentReceived(_ number: UInt32, _ bytes: Span<UInt8>) -> Int32 {
        state.unreturnedConnectionBytes += bytes.count
        noteDelivered(bytes.count)
        guard let stream = stream(numbered: number), state.streams[stream].phase == .body else {
            return Trampoline.proceed
        }
        if state.streams[stream].flags.contains(.abandoned) {
            drop(bytes.count, of: stream)
            return Trampoline.proceed
        }
        state.streams[stream].message.appendBody(bytes)
        report(.body, of: stream, count: bytes.count)
        return Trampoline.proceed
    }

    // MARK: Frames

    func frameReceived(_ header: FrameHeader) -> Int32 {
        switch header.kind {
        case .data:
            guard header.endsStream, let stream = stream(numbered: header.stream) else { break }
            finishMessage(stream)
        case .headers:
            guard let stream = stream(numbered: header.stream) else { break }
            finishSection(stream, endsStream: header.endsStream)
        case .ping:
            if header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 && state.drainPhase == .announced {
                completeDrain()
            }
        case .priority, .reset, .settings, .pushPromise, .goAway, .windowUpdate, .continuation, .unknown:
            break
        }
        return Trampoline.proceed
    }

    private func finishSection(_ stream: StreamID, endsStream: Bool) {
        keepSection()
        switch state.streams[stream].phase {
        case .head:
            switch role {
            case .server: finishRequestHead(stream, endsStream: endsStream)
            case .client: finishResponseHead(stream, endsStream: endsStream)
            }
        case .body, .trailers: finishMessage(stream)
        case .refused: break
        }
    }

    private func finishMessage(_ stream: StreamID) {
        guard state.streams[stream].phase != .refused, state.streams[stream].phase != .head else { return }
        state.streams[stream].message.isEnded = true
        report(.ended, of: stream)
    }

    func goAwayReceived(last: UInt32, code: HTTP2ErrorCode) -> Int32 {
        state.isDraining = true
        state.events.append(HTTP2Event(kind: .goAwayReceived, code: code, count: Int(last)))
        // nghttp2 closes the streams above `last` that it has opened; those that still wait are ours to end.
        for stream in state.streams.waiting where role == .client { abandon(stream, .refusedStream) }
        return Trampoline.proceed
    }

    /// nghttp2 found a frame malformed, or refused its stream, and answers by itself.
    func invalidFrameReceived(_ header: FrameHeader, isRefusal: Bool) -> Int32 {
        guard header.stream != 0, let stream = stream(numbered: header.stream) else {
            // A stream that never came to be: what else is on the way for it is no fault.
            if header.stream != 0 { state.resetStreams.insert(header.stream) }
            return Trampoline.proceed
        }
        if !isRefusal { reportMalformed(stream) }
        return Trampoline.proceed
    }

    /// nghttp2 resets the stream; the driver is told why, once.
    func reportMalformed(_ stream: StreamID) {
        state.streams[stream].flags.insert(.malformed)
        guard state.streams[stream].phase != .refused else { return }
        // What has come of the head is kept for the record.
        if state.section.stream == stream { keepSection() }
        state.streams[stream].phase = .refused
        reportViolation(.http2ProtocolViolation, of: stream, isAnswerable: false)
    }

    // MARK: Ends

    func streamClosed(_ number: UInt32, code: HTTP2ErrorCode) -> Int32 {
        guard let stream = stream(numbered: number), !state.streams[stream].flags.contains(.closed) else {
            return Trampoline.proceed
        }
        let flags = state.streams[stream].flags
        if !flags.isDisjoint(with: [.resetByUs, .resetSent]) {
            state.resetStreams.insert(number)
        } else {
            state.closedStreams.insert(number)
        }
        let isUnprocessed = role == .client && flags.isDisjoint(with: [.started, .resetByUs])
        close(stream, code: isUnprocessed ? .refusedStream : code)
        return Trampoline.proceed
    }

    func close(_ stream: StreamID, code: HTTP2ErrorCode) {
        state.streams.close(stream)
        state.recentStream = .connection
        if state.streams[stream].flags.contains(.released) {
            free(stream)
        } else {
            report(.streamClosed, of: stream, code: code)
        }
    }

    /// Stops delivering the peer's message.
    ///
    /// A request head can still be answered; anything else is reset with `code`.
    func refuse(_ stream: StreamID, _ reason: Reason, code: HTTP2ErrorCode) {
        let isAnswerable = role == .server && state.streams[stream].phase == .head
        state.streams[stream].phase = .refused
        reportViolation(reason, of: stream, isAnswerable: isAnswerable)
        if !isAnswerable { queueReset(stream, code) }
        chargeFault()
    }

    // MARK: Events

    func report(_ kind: HTTP2Event.Kind, of stream: StreamID, code: HTTP2ErrorCode = .noError, count: Int = 0) {
        state.events.append(HTTP2Event(kind: kind, stream: stream, code: code, count: count))
    }

    /// Connectors get one word for whatever they do wrong: the client only needs to know whose fault it was.
    private func reportViolation(_ reason: Reason, of stream: StreamID, isAnswerable: Bool) {
        let reason = role == .client ? .upstreamResponseMalformed : reason
        state.events.append(HTTP2Event(kind: .violation, isAnswerable: isAnswerable, reason: reason, stream: stream))
    }
}
