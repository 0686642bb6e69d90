/// A name that a certificate speaks for (RFC 5280 section 4.2.1.6): a DNS name in lower case, or an IP address.
package enum CertificateName: Hashable, Sendable {
    /// May begin with `*.`, which stands for one label (RFC 6125 section 6.4.3).
    case dns(String)
    /// 4 or 16 bytes in network order.
    case address([UInt8])

    /// Reads `example.com`, `*.example.com`, `127.0.0.1` or `::1`; nil for anything else.
    ///
    /// Our own reading of addresses: OpenSSL's takes signs, spaces, leading zeros and a lone colon for some.
    package init?(parsing text: String) {
        if let address = Self.ipv4(text) ?? Self.ipv6(text) {
            self = .address(address)
        } else if let name = Self.dns(text) {
            self = .dns(name)
        } else {
            return nil
        }
    }

    /// Takes 4 or 16 bytes; nil for any other length.
    init?(address: [UInt8]) {
        guard address.count == 4 || address.count == 16 else { return nil }
        self = .address(address)
    }

    /// Labels of letters, digits, `-` and `_`. Nothing that OpenSSL's configuration syntax, a log or a path could read in
    /// another way gets through.
    private static func dns(_ text: String) -> String? {
        guard text.utf8.count <= 253 else { return nil }
        var labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let isWildcard = labels.first == "*"
        if isWildcard { labels.removeFirst() }
        guard let last = labels.last, labels.allSatisfy(isLabel), !isWildcard || labels.count > 1 else { return nil }
        // A last label of digits would be taken for an address by clients (WHATWG URL, "ends in a number").
        guard !last.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
        return (isWildcard ? "*." : "") + labels.joined(separator: ".")
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard !label.isEmpty, label.utf8.count <= 63, label.first != "-", label.last != "-" else { return false }
        return label.utf8.allSatisfy { character in
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// Four decimal numbers without leading zeros.
    private static func ipv4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in UInt8(part).flatMap { "\($0)" == part ? $0 : nil } }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// Groups of 1 to 4 hexadecimal digits, with `::` once at most (RFC 4291 section 2.2, forms 1 and 2).
    private static func ipv6(_ text: String) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard let front = halves.first.flatMap(groups) else { return nil }
        guard halves.count > 1 else { return front.count == 16 ? front : nil }
        guard halves.count == 2, let back = groups(halves[1]), front.count + back.count < 16 else { return nil }
        return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        for group in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard (1...4).contains(group.utf8.count), group.utf8.first != UInt8(ascii: "+"),
                let value = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
        }
        return bytes
    }

    /// True when a certificate for this name may answer for `host`, which is compared as a whole or, under a wildcard,
    /// without its first label.
    package func covers(_ host: CertificateName) -> Bool {
        if self == host { return true }
        guard case .dns(let pattern) = self, case .dns(let name) = host, pattern.hasPrefix("*."),
            !name.hasPrefix("*."), let dot = name.firstIndex(of: ".")
        else { return false }
        return name[dot...] == pattern.dropFirst()
    }
}

extension CertificateName: CustomStringConvertible {
    /// As people write it; IPv6 addresses without leading zeros, uncompressed.
    package var description: String {
        switch self {
        case .dns(let name): name
        case .address(let bytes) where bytes.count == 4: bytes.map { "\($0)" }.joined(separator: ".")
        case .address(let bytes):
            stride(from: 0, to: bytes.count - 1, by: 2)
                .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
                .joined(separator: ":")
        }
    }
}
