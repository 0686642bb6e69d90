internal import CNghttp2
internal import GatehouseHTTP
internal import GatehouseMemory

/// Responses that nobody waits for any more.
extension HTTP2Session {
    /// Content of an abandoned response that is taken and dropped before its stream is reset after all: an ordinary answer
    /// of a connector fits, a download does not.
    static let maximumDroppedBytes = 1 << 20

    /// Client: gives up the response, and lets it come if that is all that is still to come.
    ///
    /// Servers count the resets of a connection and close it after a few (decision 0019). Once they have the whole request,
    /// a reset saves little: the response is taken and dropped, up to `maximumDroppedBytes`.
    /// The driver gets no more events and must not use the message.
    /// - Returns: false when the stream was not in that state: it is closed, or `reset` is what it needs.
    package func abandonResponse(of stream: StreamID) -> Bool {
        guard role == .client, isOpen(stream), state.streams[stream].phase != .refused,
            state.streams[stream].flags.contains(.sentWhole)
        else { return false }
        state.streams[stream].flags.formUnion([.abandoned, .released])
        let message = state.streams[stream].message
        let waiting = message.body.count
        message.body.removeAll(keepingCapacityUpTo: 0)
        if waiting > 0 { drop(waiting, of: stream) }
        return true
    }

    /// Whether the response of an abandoned stream is still to come.
    package func isOpen(_ stream: StreamID) -> Bool {
        state.streams.contains(stream) && !state.streams[stream].flags.contains(.closed)
    }

    /// Makes room for more of what is not wanted, or ends it.
    func drop(_ count: Int, of stream: StreamID) {
        state.streams[stream].droppedByteCount += count
        guard state.streams[stream].droppedByteCount <= Self.maximumDroppedBytes else {
            state.streams[stream].phase = .refused
            return queueReset(stream, .cancel)
        }
        _ = unsafe nghttp2_session_consume_stream(handle, Int32(bitPattern: stream.number), count)
    }
}
