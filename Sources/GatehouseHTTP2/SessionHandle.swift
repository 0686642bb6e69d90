internal import CNghttp2

/// Makes nghttp2 sessions with our callbacks and options. (U)
///
/// What is built on the way is freed here; nghttp2 keeps copies.
enum SessionHandle {
    /// - Returns: a session without user data; to be deleted by the caller.
    static func make(_ role: HTTP2Role, _ settings: HTTP2Settings) -> OpaquePointer {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        var session: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&callbacks) == 0, unsafe nghttp2_option_new(&options) == 0 else {
            preconditionFailure("out of memory")
        }
        unsafe install(in: callbacks)
        unsafe configure(options, settings)
        let code =
            switch role {
            case .server: unsafe nghttp2_session_server_new2(&session, callbacks, nil, options)
            case .client: unsafe nghttp2_session_client_new2(&session, callbacks, nil, options)
            }
        unsafe nghttp2_session_callbacks_del(callbacks)
        unsafe nghttp2_option_del(options)
        guard code == 0, let session = unsafe session else { preconditionFailure("out of memory") }
        return unsafe session
    }

    /// HTTP messaging enforcement (RFC 9113 section 8.1.1) stays as nghttp2 has it: on.
    private static func configure(_ options: OpaquePointer?, _ settings: HTTP2Settings) {
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        // `FrameScanner` judges frames on closed streams; nghttp2 need not keep them.
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe nghttp2_option_set_max_send_header_block_length(options, settings.maximumSendFieldListBytes)
        unsafe nghttp2_option_set_max_deflate_dynamic_table_size(options, 4_096)
        // nghttp2 1.52 counts a CONTINUATION once for each piece that its header arrives in, which fails honest peers.
        // The session counts frames; this bound is for nine pieces each.
        unsafe nghttp2_option_set_max_continuations(options, (settings.maximumContinuations + 1) * 9)
        // Our own budget answers first, with the code that says why; this is the second line.
        let resets = settings.resets
        unsafe nghttp2_option_set_stream_reset_rate_limit(
            options, UInt64(clamping: resets.burst * 2), UInt64(clamping: max(1, resets.perSecond * 2)))
    }

    private static func install(in callbacks: OpaquePointer?) {
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Trampoline.beginHeaders)
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks, Trampoline.field)
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(callbacks, Trampoline.invalidField)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Trampoline.dataChunk)
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Trampoline.frameReceived)
        unsafe nghttp2_session_callbacks_set_on_invalid_frame_recv_callback(callbacks, Trampoline.invalidFrame)
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, Trampoline.frameSent)
        unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(callbacks, Trampoline.frameNotSent)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Trampoline.streamClosed)
        unsafe nghttp2_session_callbacks_set_send_data_callback(callbacks, Trampoline.sendData)
    }
}
