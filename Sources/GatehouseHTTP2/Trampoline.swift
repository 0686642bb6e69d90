internal import CNghttp2
internal import GatehouseHTTP

/// The functions that nghttp2 calls. (U)
///
/// Each recovers the session from the user data, turns what is lent into values and spans, and hands it to a method that
/// keeps notes. None calls back into receiving or sending, none can fail for what a peer sent.
enum Trampoline {
    /// The session. nghttp2 calls only from within calls that `HTTP2Session` itself makes, so it is alive.
    @inline(__always)
    private static func session<R>(_ context: UnsafeMutableRawPointer?, _ body: (HTTP2Session) -> R) -> R {
        guard let context = unsafe context else { preconditionFailure("nghttp2 called without its session") }
        return unsafe Unmanaged<HTTP2Session>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
    }

    /// `frame` is lent for the call; its header is the first member of every kind of frame.
    @inline(__always)
    private static func header(_ frame: UnsafePointer<nghttp2_frame>?) -> FrameHeader {
        guard let frame = unsafe frame else { preconditionFailure("nghttp2 called without a frame") }
        let header = unsafe frame.pointee.hd
        return FrameHeader(
            length: header.length, kind: FrameHeader.Kind(rawValue: header.type) ?? .unknown, flags: header.flags,
            stream: UInt32(bitPattern: header.stream_id))
    }

    static let beginHeaders: nghttp2_on_begin_headers_callback = { _, frame, context in
        let header = unsafe header(frame)
        return unsafe session(context) { $0.sectionBegan(header) }
    }

    static let field: nghttp2_on_header_callback = { _, frame, name, nameCount, value, valueCount, flags, context in
        guard let frame = unsafe frame else { preconditionFailure("nghttp2 called without a frame") }
        let stream = unsafe UInt32(bitPattern: frame.pointee.hd.stream_id)
        // Name and value are lent by nghttp2 for the call; they are copied before it returns.
        let name = unsafe UnsafeBufferPointer(start: name, count: nameCount).span
        let value = unsafe UnsafeBufferPointer(start: value, count: valueCount).span
        let isNeverIndexed = flags & UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue) != 0
        return unsafe session(context) {
            $0.fieldReceived(stream, name: name, value: value, isNeverIndexed: isNeverIndexed)
        }
    }

    /// nghttp2 would drop the field and go on; a gate does not repair: the stream is reset with PROTOCOL_ERROR.
    static let invalidField: nghttp2_on_invalid_header_callback = { _, _, _, _, _, _, _, _ in
        NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    }

    static let dataChunk: nghttp2_on_data_chunk_recv_callback = { _, _, stream, bytes, count, context in
        // As for fields: lent for the call, copied within it.
        let bytes = unsafe UnsafeBufferPointer(start: bytes, count: count).span
        return unsafe session(context) { $0.contentReceived(UInt32(bitPattern: stream), bytes) }
    }

    static let frameReceived: nghttp2_on_frame_recv_callback = { _, frame, context in
        let header = unsafe header(frame)
        guard header.kind == .goAway, let frame = unsafe frame else {
            return unsafe session(context) { $0.frameReceived(header) }
        }
        // The frame is a GOAWAY, so this member of the union is the one that is set.
        let (last, code) = unsafe (frame.pointee.goaway.last_stream_id, frame.pointee.goaway.error_code)
        return unsafe session(context) {
            $0.goAwayReceived(last: UInt32(bitPattern: last), code: HTTP2ErrorCode(rawValue: code))
        }
    }

    static let invalidFrame: nghttp2_on_invalid_frame_recv_callback = { _, frame, code, context in
        let header = unsafe header(frame)
        return unsafe session(context) { $0.invalidFrameReceived(header, isRefusal: code == refusal) }
    }

    static let frameSent: nghttp2_on_frame_send_callback = { _, frame, context in
        let header = unsafe header(frame)
        guard header.kind == .goAway, let frame = unsafe frame else {
            return unsafe session(context) { $0.frameSent(header) }
        }
        // As in `frameReceived`.
        let code = unsafe HTTP2ErrorCode(rawValue: frame.pointee.goaway.error_code)
        return unsafe session(context) { $0.goAwaySent(code: code) }
    }

    static let frameNotSent: nghttp2_on_frame_not_send_callback = { _, frame, _, context in
        let header = unsafe header(frame)
        return unsafe session(context) { $0.frameNotSent(header) }
    }

    static let streamClosed: nghttp2_on_stream_close_callback = { _, stream, code, context in
        let code = HTTP2ErrorCode(rawValue: code)
        return unsafe session(context) { $0.streamClosed(UInt32(bitPattern: stream), code: code) }
    }

    /// Says how many bytes the next DATA frame gets; `sendData` moves them.
    static let readSource: nghttp2_data_source_read_callback = { _, stream, _, limit, flags, _, context in
        let read = unsafe session(context) { $0.readSource(UInt32(bitPattern: stream), limit: limit) }
        switch read {
        case .wait: return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        case .failed: return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        case .bytes(let count, let end):
            var value: UInt32 = count > 0 ? NGHTTP2_DATA_FLAG_NO_COPY.rawValue : 0
            if end != .open { value |= NGHTTP2_DATA_FLAG_EOF.rawValue }
            if end == .trailers { value |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue }
            unsafe flags?.pointee = value
            return count
        }
    }

    static let sendData: nghttp2_send_data_callback = { _, frame, header, count, _, context in
        guard let stream = unsafe frame?.pointee.hd.stream_id else { return Trampoline.failure }
        // nghttp2 lends the nine octets of the frame header for the call.
        let header = unsafe UnsafeBufferPointer(start: header, count: 9).span
        return unsafe session(context) { $0.sendData(UInt32(bitPattern: stream), header: header, count: count) }
    }

    // nghttp2's answers as values that the session's methods return.
    static let proceed: Int32 = 0
    static let failure: Int32 = NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
    static let wouldBlock: Int32 = NGHTTP2_ERR_WOULDBLOCK.rawValue
    private static let refusal: Int32 = NGHTTP2_ERR_REFUSED_STREAM.rawValue
}
