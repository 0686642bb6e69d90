/// The protocol that a request came in.
@usableFromInline
package enum HTTPVersion: UInt8, Sendable {
    case http10, http11, http2

    /// As in records: `HTTP/1.0`, `HTTP/1.1`, `HTTP/2`.
    package var text: String {
        switch self {
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2"
        }
    }
}
