/// The numeric address forms that the file may use, for networks and endpoints.
///
/// Strict on purpose: leading zeros, zones and shortened IPv4 are read differently by different programs.
enum AddressText {
    /// - Returns: 4 bytes for IPv4, 16 for IPv6 (RFC 4291 section 2.2), nil for anything else.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        let text = Substring(String(text))
        return text.contains(":") ? ipv6(text) : ipv4(text)
    }

    private static func ipv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let octets = parts.compactMap(octet)
        return octets.count == 4 ? octets : nil
    }

    private static func octet(_ text: Substring) -> UInt8? {
        guard text.isDecimal, text == "0" || !text.hasPrefix("0") else { return nil }
        return UInt8(text)
    }

    private static func ipv6(_ text: Substring) -> [UInt8]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = halves.first, let head = groups(first) else { return nil }
        if halves.count == 1 { return head.count == 16 ? head : nil }
        // The gap stands for at least one group of zeros.
        guard halves.count == 2, let tail = groups(halves[1]), head.count + tail.count <= 14 else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Groups of one half, in bytes; the last may be IPv4 in dots.
    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains("."), let dotted = ipv4(part) {
                bytes += dotted
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(\.isHexadecimalDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }
}
