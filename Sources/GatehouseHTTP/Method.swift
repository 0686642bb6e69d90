/// A request method (RFC 9110 section 9): case-sensitive, a token of 1 to 16 octets.
@usableFromInline
package enum Method: Hashable, Sendable {
    case get, head, post, put, delete, options, patch, trace, connect
    /// Any other legal token; it can be named in a route.
    case other(UInt64, UInt64)

    /// - Returns: nil when `token` is empty, longer than 16 octets, or not a token (RFC 9110 section 5.6.2).
    package init?(_ token: Span<UInt8>) {
        guard !token.isEmpty, token.count <= 16 else { return nil }
        for index in token.indices where !token[index].isTokenCharacter { return nil }
        self = Self.standard(token) ?? Self.packed(token)
    }

    /// As above, from text: configuration and tests.
    package init?(_ text: String) {
        self.init(text.utf8.span)
    }

    private static func standard(_ token: Span<UInt8>) -> Method? {
        switch token.count {
        case 3: token.equals("GET") ? .get : token.equals("PUT") ? .put : nil
        case 4: token.equals("POST") ? .post : token.equals("HEAD") ? .head : nil
        case 5: token.equals("PATCH") ? .patch : token.equals("TRACE") ? .trace : nil
        case 6: token.equals("DELETE") ? .delete : nil
        case 7: token.equals("OPTIONS") ? .options : token.equals("CONNECT") ? .connect : nil
        default: nil
        }
    }

    private static func packed(_ token: Span<UInt8>) -> Method {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<16 {
            let byte = index < token.count ? UInt64(token[index]) : 0
            if index < 8 { high = high << 8 | byte } else { low = low << 8 | byte }
        }
        return .other(high, low)
    }

    /// Asks for nothing to be changed, so that it may be sent once more (RFC 9110 section 9.2.1).
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace: true
        case .post, .put, .delete, .patch, .connect, .other: false
        }
    }

    /// The token as text.
    package var text: String {
        switch self {
        case .get: return "GET"
        case .head: return "HEAD"
        case .post: return "POST"
        case .put: return "PUT"
        case .delete: return "DELETE"
        case .options: return "OPTIONS"
        case .patch: return "PATCH"
        case .trace: return "TRACE"
        case .connect: return "CONNECT"
        case .other(let high, let low):
            var text = ""
            for word in [high, low] {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    let byte = UInt8(truncatingIfNeeded: word >> shift)
                    if byte != 0 { text.unicodeScalars.append(Unicode.Scalar(byte)) }
                }
            }
            return text
        }
    }
}

extension UInt8 {
    /// tchar (RFC 9110 section 5.6.2).
    @inlinable
    package var isTokenCharacter: Bool {
        // One bit for each octet below 0x80: looked up for every octet of a head.
        let digitsAndSigns: UInt64 = 0x03ff_6cfa_0000_0000
        let lettersAndSigns: UInt64 = 0x57ff_ffff_c7ff_fffe
        let bits = self < 64 ? digitsAndSigns : lettersAndSigns
        return self < 128 && (bits &>> UInt64(self & 63)) & 1 != 0
    }
}
