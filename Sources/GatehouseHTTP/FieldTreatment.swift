/// What the gateway does with a field that it knows when it passes a message on.
package enum FieldTreatment: Sendable {
    /// Passed on as received.
    case endToEnd
    /// Says what the message is or how long: written anew by the side that sends it.
    case message
    /// Means this connection only (RFC 9110 section 7.6.1): never passed on.
    case hopByHop
    /// Says who the client is: removed from what clients send, set by the gateway.
    case identity
}

extension KnownField {
    /// The one table that header rules are read from.
    package var treatment: FieldTreatment {
        switch self {
        case .method, .scheme, .authority, .path, .status, .host, .contentLength: .message
        case .connection, .transferEncoding, .te, .upgrade, .expect, .keepAlive, .proxyConnection, .http2Settings,
            .proxyAuthenticate, .proxyAuthorization:
            .hopByHop
        case .forwarded, .xForwardedFor, .xForwardedProto, .xForwardedHost, .xForwardedPort, .xForwardedOther,
            .xRealIP, .xOriginalURL, .xRewriteURL, .xRequestID, .traceparent, .tracestate:
            .identity
        case .other, .trailer, .cookie, .authorization, .contentType, .date, .server, .via, .retryAfter: .endToEnd
        }
    }

    /// Classifies a name that some servers would take for another one, by what it is with every sign read as `-`;
    /// `.other` when that changes nothing. CGI-like interfaces read `x_forwarded_for` as `X-Forwarded-For`, and some fold
    /// dots as well.
    ///
    /// - Parameter name: in lower case.
    package init(foldingSigns name: Span<UInt8>) {
        guard name.containsFoldableSign else {
            self = .other
            return
        }
        // Longer names can only be `.xForwardedOther`, which the first octets decide.
        var folded = InlineArray<32, UInt8>(repeating: 0)
        let count = min(name.count, folded.count)
        for index in 0..<count { folded[index] = name[index].isLetterOrDigit ? name[index] : UInt8(ascii: "-") }
        self.init(name: folded.span.extracting(0..<count))
    }
}

extension Span where Element == UInt8 {
    fileprivate var containsFoldableSign: Bool {
        for index in indices where !self[index].isLetterOrDigit && self[index] != UInt8(ascii: "-") { return true }
        return false
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        let folded = self | 0x20
        return isDigit || (folded >= UInt8(ascii: "a") && folded <= UInt8(ascii: "z"))
    }
}
