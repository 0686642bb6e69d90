/// How far a handshake has come. Waiting is not an error.
package enum HandshakeStep: Equatable, Sendable {
    /// Done. Bytes that came along are kept: call `receive` now, the loop will not speak of them.
    case established
    /// Call again when the socket is readable.
    case needsRead
    /// Call again when the socket is writable.
    case needsWrite
    /// Over. An alert was sent if one was due.
    case failed(TLSFailure)
}
