internal import GatehousePolicy

/// The forms that a host takes in the file.
///
/// Stricter than `HostPattern`: lower case only, and nothing that looks like a mistyped address.
enum HostText {
    /// A DNS name in lower case without a final dot: labels of letters, digits, hyphens and underscores. A name whose
    /// last label is a number is an address that was mistyped (RFC 3986 section 3.2.2 leaves that open; we do not).
    static func isName(_ text: some StringProtocol) -> Bool {
        let labels = Substring(String(text)).split(separator: ".", omittingEmptySubsequences: false)
        return (1...253).contains(text.utf8.count) && labels.allSatisfy(isLabel) && labels.last?.isDecimal == false
    }

    /// A name or an IPv4 address as it stands, an IPv6 address in brackets, `*.name` (one label in front), or `*`.
    static func pattern(_ text: String) -> HostPattern? {
        let name = text.hasPrefix("*.") ? String(text.dropFirst(2)) : text
        guard text == "*" || isName(name) || isAddress(text) else { return nil }
        return HostPattern(text)
    }

    private static func isAddress(_ text: String) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") { return text.contains(":") }
        return IPAddress(text)?.isIPv4 == true && !text.contains(":")
    }

    static func hint(for text: String) -> String {
        if text.utf8.contains(where: \.isUppercaseLetter) { return "write it in lower case" }
        if text.hasSuffix(".") { return "without the final dot" }
        if text.contains("://") || text.contains("/") { return "the host alone, without scheme and path" }
        if text.hasPrefix("**") { return "`*` stands for one label, and alone for any host" }
        if Endpoint(text) != nil { return "without the port" }
        return "such as gateway.example.com, \"*.example.com\" or \"*\" for any host"
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy {
                $0.isLowercaseLetter || $0.isDecimalDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
            }
    }
}

extension ValueReader where Value == HostPattern {
    static var hostPattern: ValueReader {
        text("a host pattern", hint: HostText.hint, HostText.pattern)
    }
}

extension ValueReader where Value == String {
    /// A name that a certificate can carry: a DNS name, also with one wildcard label in front (RFC 6125 section 6.4.3).
    static var certificateName: ValueReader {
        text("a DNS name", hint: { _ in "such as gateway.example.com or \"*.example.com\", in lower case" }) {
            HostText.isName($0) || ($0.hasPrefix("*.") && HostText.isName($0.dropFirst(2))) ? $0 : nil
        }
    }

    /// A name or address that a server's certificate is checked against.
    static var serverName: ValueReader {
        text("a DNS name or an address", hint: { _ in "such as connector.internal or 10.0.3.7, without a port" }) {
            HostText.isName($0) || IPAddress($0) != nil ? $0 : nil
        }
    }
}
