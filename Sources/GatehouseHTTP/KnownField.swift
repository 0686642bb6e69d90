/// The field names that the gateway itself has to know, and the HTTP/2 pseudo-fields (RFC 9113 section 8.3).
///
/// A `FieldBlock` classifies each name once, when it is appended; rules then compare one byte.
@usableFromInline
package enum KnownField: UInt8, Sendable, CaseIterable, BitwiseCopyable {
    /// Any name that is not in this list.
    case other
    // Pseudo-fields. On HTTP/1.1 the codec fills them from the request line and Host.
    case method, scheme, authority, path, status
    // Framing and hop-by-hop (RFC 9110 section 7.6.1, RFC 9112 sections 6 and 9).
    case host, connection, contentLength, transferEncoding, te, trailer, upgrade, expect, keepAlive
    case proxyConnection, http2Settings, proxyAuthenticate, proxyAuthorization
    // Identity: ours to set, never a client's (findings 5.1, 5.5).
    case forwarded, xForwardedFor, xForwardedProto, xForwardedHost, xForwardedPort
    /// Any other name that begins with `x-forwarded-`, and `x-forwarded` itself.
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

    /// One of the HTTP/2 pseudo-fields, whose names begin with a colon.
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

    /// Length first, then one comparison, or a few.
    private static func candidates(count: Int, first: UInt8, _ name: Span<UInt8>) -> KnownField {
        switch count {
        case 2: confirmed(.te, name)
        case 3: confirmed(.via, name)
        case 4: confirmed(first == UInt8(ascii: "h") ? .host : .date, name)
        case 5: confirmed(.path, name)
        case 6: confirmed(first == UInt8(ascii: "c") ? .cookie : first == UInt8(ascii: "e") ? .expect : .server, name)
        case 7: ofSeven(first: first, name)
        case 9: confirmed(first == UInt8(ascii: "f") ? .forwarded : .xRealIP, name)
        case 10: ofTen(first: first, name)
        case 11: ofEleven(first: first, name)
        case 12: confirmed(first == UInt8(ascii: "c") ? .contentType : .xRequestID, name)
        case 13: confirmed(first == UInt8(ascii: "a") ? .authorization : .xRewriteURL, name)
        case 14: ofFourteen(first: first, name)
        case 15: confirmed(.xForwardedFor, name)
        case 16: ofSixteen(first: first, name)
        case 17: confirmed(first == UInt8(ascii: "t") ? .transferEncoding : .xForwardedProto, name)
        case 18: confirmed(.proxyAuthenticate, name)
        case 19: confirmed(.proxyAuthorization, name)
        default: unlisted(name)
        }
    }

    private static func ofSeven(first: UInt8, _ name: Span<UInt8>) -> KnownField {
        guard first == UInt8(ascii: ":") else {
            return confirmed(first == UInt8(ascii: "t") ? .trailer : .upgrade, name)
        }
        return confirmed(
            name[1] == UInt8(ascii: "m") ? .method : name[2] == UInt8(ascii: "c") ? .scheme : .status, name)
    }

    private static func ofTen(first: UInt8, _ name: Span<UInt8>) -> KnownField {
        switch first {
        case UInt8(ascii: ":"): confirmed(.authority, name)
        case UInt8(ascii: "c"): confirmed(.connection, name)
        case UInt8(ascii: "k"): confirmed(.keepAlive, name)
        default: confirmed(.tracestate, name)
        }
    }

    private static func ofEleven(first: UInt8, _ name: Span<UInt8>) -> KnownField {
        switch first {
        case UInt8(ascii: "t"): confirmed(.traceparent, name)
        case UInt8(ascii: "r"): confirmed(.retryAfter, name)
        default: name.equals("x-forwarded") ? .xForwardedOther : .other
        }
    }

    private static func ofFourteen(first: UInt8, _ name: Span<UInt8>) -> KnownField {
        switch first {
        case UInt8(ascii: "c"): confirmed(.contentLength, name)
        case UInt8(ascii: "h"): confirmed(.http2Settings, name)
        default: confirmed(.xOriginalURL, name)
        }
    }

    private static func ofSixteen(first: UInt8, _ name: Span<UInt8>) -> KnownField {
        guard first == UInt8(ascii: "x") else { return confirmed(.proxyConnection, name) }
        return confirmed(name[12] == UInt8(ascii: "h") ? .xForwardedHost : .xForwardedPort, name)
    }

    private static func confirmed(_ candidate: KnownField, _ name: Span<UInt8>) -> KnownField {
        guard let literal = candidate.name, name.equals(literal) else { return unlisted(name) }
        return candidate
    }

    private static func unlisted(_ name: Span<UInt8>) -> KnownField {
        let prefixCount = 12
        guard name.count >= prefixCount, name[0] == UInt8(ascii: "x") else { return .other }
        return name.extracting(0..<prefixCount).equals("x-forwarded-") ? .xForwardedOther : .other
    }
}
