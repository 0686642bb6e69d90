/// Why a session cannot go on, or did not take a request.
package enum HTTP2Failure: Error, Equatable, Sendable {
    /// The first bytes are not the connection preface (RFC 9113 section 3.4). Nothing to answer; close.
    case prefaceMalformed
    /// The peer broke the protocol or our limits. A GOAWAY with this code is queued: flush, then close.
    case peerViolation(HTTP2ErrorCode)
    /// The connection takes no new request (GOAWAY received, closing, stream numbers used up): use another one.
    case requestNotAccepted
    /// Our own side failed; `code` is nghttp2's. Close without further ado.
    case library(code: Int32)
}
