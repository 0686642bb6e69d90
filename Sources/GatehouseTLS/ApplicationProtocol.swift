/// What is spoken inside TLS, by the names of ALPN (RFC 7301, RFC 9113 section 3.2).
package enum ApplicationProtocol: String, Sendable, CaseIterable {
    case http2 = "h2"
    case http11 = "http/1.1"
    /// What HTTP/1.0 clients offer that know ALPN; the same codec serves them.
    case http10 = "http/1.0"

    /// The protocol with this name, compared byte for byte.
    init?(name: Span<UInt8>) {
        for candidate in Self.allCases where ASCII.equals(name, candidate.rawValue.utf8.span) {
            self = candidate
            return
        }
        return nil
    }

    /// The list as it travels: each name behind its length in one byte (RFC 7301 section 3.1).
    static func wireList(_ protocols: [ApplicationProtocol]) -> [UInt8] {
        protocols.flatMap { [UInt8(truncatingIfNeeded: $0.rawValue.utf8.count)] + Array($0.rawValue.utf8) }
    }
}
