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
    /// dots as well. Escapes are signs too: nobody is known to decode names, and nobody shall be led to.
    ///
    /// - Parameter name: in lower case.
    package init(foldingSigns name: Span<UInt8>) {
        guard name.containsFoldableSign else {
            self = .other
            return
        }
        // Longer names can only be `.xForwardedOther`, which the first octets decide.
        var folded = InlineArray<32, UInt8>(repeating: 0)
        var (count, position) = (0, 0)
        while position < name.count, count < folded.count {
            let escaped = Self.escapedOctet(in: name, at: position)
            let octet = escaped ?? name[position]
            folded[count] = octet.isLetterOrDigit ? octet.lowercased : UInt8(ascii: "-")
            count += 1
            position += escaped == nil ? 1 : 3
        }
        self.init(name: folded.span.extracting(0..<count))
    }

    /// What `%` and two hexadecimal digits stand for; nil where there are none.
    private static func escapedOctet(in name: Span<UInt8>, at position: Int) -> UInt8? {
        guard name[position] == UInt8(ascii: "%"), position + 2 < name.count,
            let high = name[position + 1].hexadecimalValue, let low = name[position + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
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
