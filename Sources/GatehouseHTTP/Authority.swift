/// A host with an optional port, as in Host, `:authority` and absolute-form targets (RFC 9110 section 7.2).
///
/// Only what two servers read alike is accepted: DNS names, dotted-quad IPv4, bracketed IPv6. No user information, no
/// percent-encoding, no zone, no trailing dot, no empty or zero port. The bytes stay where they are; this says where the
/// host ends. Hosts compare in lower case, so the owner of the bytes stores them that way.
package struct Authority: Equatable, Sendable {
    /// What kind of host it is.
    package enum Host: Equatable, Sendable { case name, ipv4, ipv6 }

    /// The kind of the host at the front.
    package let host: Host
    /// Bytes of the host at the front, brackets included.
    package let hostByteCount: Int
    /// Nil when none was written.
    package let port: UInt16?

    /// - Returns: nil when `bytes` are not exactly one authority.
    package init?(_ bytes: Span<UInt8>) {
        let isBracketed = !bytes.isEmpty && bytes[0] == UInt8(ascii: "[")
        guard let end = Self.hostEnd(in: bytes, isBracketed: isBracketed) else { return nil }
        if isBracketed {
            guard IPLiteral.isIPv6(bytes.extracting(1..<end - 1)) else { return nil }
            host = .ipv6
        } else {
            guard let kind = Self.unbracketed(bytes.extracting(0..<end)) else { return nil }
            host = kind
        }
        hostByteCount = end
        if end == bytes.count {
            port = nil
        } else {
            guard bytes[end] == UInt8(ascii: ":") else { return nil }
            guard let number = Self.port(bytes.extracting(end + 1..<bytes.count)) else { return nil }
            port = number
        }
    }

    /// - Returns: the index behind the host; for a bracketed one behind its bracket.
    private static func hostEnd(in bytes: Span<UInt8>, isBracketed: Bool) -> Int? {
        for index in bytes.indices {
            if isBracketed, bytes[index] == UInt8(ascii: "]") { return index + 1 }
            if !isBracketed, bytes[index] == UInt8(ascii: ":") { return index }
        }
        return isBracketed ? nil : bytes.count
    }

    /// Names of 1 to 253 octets in labels of 1 to 63. A name whose last label is a number must be an IPv4 address:
    /// resolvers and URL parsers read `127.1`, `0x7f.1` or `1.0x7f` as one, others as a name.
    private static func unbracketed(_ host: Span<UInt8>) -> Host? {
        guard !host.isEmpty, host.count <= 253 else { return nil }
        var labelStart = 0
        for index in host.indices {
            if host[index] == UInt8(ascii: ".") {
                guard index > labelStart, index - labelStart <= 63 else { return nil }
                labelStart = index + 1
            } else if !host[index].isHostCharacter {
                return nil
            }
        }
        guard labelStart < host.count, host.count - labelStart <= 63 else { return nil }
        guard isNumber(host.extracting(labelStart..<host.count)) else { return .name }
        return IPLiteral.isIPv4(host) ? .ipv4 : nil
    }

    /// Decimal digits, or `0x` with any hexadecimal digits behind it.
    private static func isNumber(_ label: Span<UInt8>) -> Bool {
        let isHexadecimal = label.count >= 2 && label.extracting(0..<2).equalsIgnoringCase("0x")
        for index in (isHexadecimal ? 2 : 0)..<label.count {
            let isDigit = isHexadecimal ? label[index].hexadecimalValue != nil : label[index].isDigit
            guard isDigit else { return false }
        }
        return true
    }

    private static func port(_ digits: Span<UInt8>) -> UInt16? {
        guard !digits.isEmpty, digits.count <= 5, digits[0] != UInt8(ascii: "0") else { return nil }
        var number = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            number = number * 10 + Int(digits[index] & 0x0f)
        }
        return UInt16(exactly: number)
    }
}

extension UInt8 {
    /// Letters, digits, hyphen, and the underscore that container networks use in names.
    fileprivate var isHostCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
