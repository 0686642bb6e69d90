/// The field names that the gateway itself has to know, and the HTTP/2 pseudo-fields (RFC 9113 section 8.3).
///
/// A `FieldBlock` classifies each name once, when it is appended; rules then compare one byte.
package enum KnownField: UInt8, Sendable, CaseIterable {
    /// Any name that is not in this list.
    case other
    // Pseudo-fields. On HTTP/1.1 the codec fills them from the request line and Host.
    case method, scheme, authority, path, status
    // Framing and hop-by-hop (RFC 9110 section 7.6.1, RFC 9112 sections 6 and 9).
    case host, connection, contentLength, transferEncoding, te, trailer, upgrade, expect, keepAlive
    case proxyConnection, http2Settings, proxyAuthenticate, proxyAuthorization
    // Identity: ours to set, never a client's (findings 5.1, 5.5).
    case forwarded, xForwardedFor, xForwardedProto, xForwardedHost, xForwardedPort
    /// Any other name that begins with `x-forwarded-`.
    case xForwardedOther
    case xRealIP, xOriginalURL, xRewriteURL, xRequestID, traceparent, tracestate
    // Others with a meaning for the gateway.
    case cookie, authorization, contentType, date, server, via, retryAfter

    /// The name as it stands on the wire in lower case; nil for `.other` and `.xForwardedOther`.
    package var name: String? {
        switch self {
        case .other, .xForwardedOther: nil
        case .method: ":method"
        case .scheme: ":scheme"
        case .authority: ":authority"
        case .path: ":path"
        case .status: ":status"
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .expect: "expect"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .http2Settings: "http2-settings"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedPort: "x-forwarded-port"
        case .xRealIP: "x-real-ip"
        case .xOriginalURL: "x-original-url"
        case .xRewriteURL: "x-rewrite-url"
        case .xRequestID: "x-request-id"
        case .traceparent: "traceparent"
        case .tracestate: "tracestate"
        case .cookie: "cookie"
        case .authorization: "authorization"
        case .contentType: "content-type"
        case .date: "date"
        case .server: "server"
        case .via: "via"
        case .retryAfter: "retry-after"
        }
    }

    package var isPseudo: Bool {
        switch self {
        case .method, .scheme, .authority, .path, .status: true
        default: false
        }
    }

    /// Classifies a name.
    ///
    /// - Parameter name: in lower case.
    package init(name: Span<UInt8>) {
        self = Self.candidates(count: name.count, first: name.isEmpty ? 0 : name[0], name)
    }

    /// Length first, then one or two comparisons.
    private static func candidates(count: Int, first: UInt8, _ name: Span<UInt8>) -> KnownField {
        switch count {
        case 2: return match(name, .te)
        case 3: return match(name, .via)
        case 4: return match(name, .host, .date)
        case 5: return match(name, .path)
        case 6: return match(name, .cookie, .expect, .server)
        case 7: return match(name, .method, .scheme, .status, .trailer, .upgrade)
        case 9: return match(name, .forwarded, .xRealIP)
        case 10: return match(name, .authority, .connection, .keepAlive, .tracestate)
        case 11: return match(name, .traceparent, .retryAfter)
        case 12: return match(name, .contentType, .xRequestID)
        case 13: return match(name, .authorization, .xRewriteURL)
        case 14: return match(name, .contentLength, .http2Settings, .xOriginalURL)
        case 15: return match(name, .xForwardedFor)
        case 16: return match(name, .xForwardedHost, .xForwardedPort, .proxyConnection)
        case 17: return match(name, .transferEncoding, .xForwardedProto)
        case 18: return match(name, .proxyAuthenticate)
        case 19: return match(name, .proxyAuthorization)
        default: return hasForwardedPrefix(name) ? .xForwardedOther : .other
        }
    }

    private static func match(_ name: Span<UInt8>, _ fields: KnownField...) -> KnownField {
        for field in fields where name.equals(field.name ?? "") { return field }
        return hasForwardedPrefix(name) ? .xForwardedOther : .other
    }

    private static func hasForwardedPrefix(_ name: Span<UInt8>) -> Bool {
        name.count > 12 && name.extracting(0..<12).equals("x-forwarded-")
    }
}
