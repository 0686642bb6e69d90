internal import GatehouseHTTP

/// A range of addresses in CIDR form (RFC 4632, RFC 4291 section 2.3).
///
/// IPv4 and IPv6 never mix: `::/0` is every IPv6 address and no IPv4 address, so that a rule written for one family
/// cannot open the other. `::ffff:10.0.0.0/104` is the IPv4 network `10.0.0.0/8`.
package struct Network: Hashable, Sendable {
    /// The first address of the range.
    package let base: IPAddress
    /// Fixed bits of the 128-bit form; 96 more than written for an IPv4 network.
    private let fixedBits: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or a single address.
    ///
    /// - Returns: nil for a malformed address or prefix length, and when bits behind the prefix are set: such a line
    ///   may mean the address or the network, and only its author knows.
    package init?(parsing text: Span<UInt8>) {
        var slash = text.count
        for index in text.indices.reversed() where text[index] == UInt8(ascii: "/") { slash = index }
        guard let base = IPAddress(parsing: text.extracting(0..<slash)) else { return nil }
        guard slash < text.count else {
            self.init(base: base, fixedBits: 128)
            return
        }
        // Written as IPv6, a mapped network counts its prefix from the first of 128 bits.
        var isDotted = true
        for index in 0..<slash where text[index] == UInt8(ascii: ":") { isDotted = false }
        let digits = text.extracting(slash + 1..<text.count)
        guard let length = DecimalNumber.parse(digits, maximum: isDotted ? 32 : 128) else { return nil }
        self.init(base: base, fixedBits: isDotted ? length + 96 : length)
    }

    /// Reads a network as `init(parsing:)` does.
    package init?(_ text: String) {
        self.init(parsing: text.utf8.span)
    }

    private init?(base: IPAddress, fixedBits: Int) {
        guard base.number & Self.hostMask(fixedBits) == 0 else { return nil }
        self.base = base
        self.fixedBits = fixedBits
    }

    /// Ones where addresses of the network may differ.
    private static func hostMask(_ fixedBits: Int) -> UInt128 {
        fixedBits == 0 ? .max : (1 << UInt128(128 - fixedBits)) - 1
    }

    /// True for a network of IPv4 addresses.
    package var isIPv4: Bool { base.isIPv4 && fixedBits >= 96 }

    /// The prefix length as written for the family: 0 to 32, or 0 to 128.
    package var prefixLength: Int { isIPv4 ? fixedBits - 96 : fixedBits }

    /// The last address of the range.
    package var last: IPAddress { IPAddress(number: base.number | Self.hostMask(fixedBits)) }

    /// True when `address` is of the same family and has the same first `prefixLength` bits.
    package func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == isIPv4 && base <= address && address <= last
    }
}

extension Network: CustomStringConvertible {
    /// CIDR form: `10.0.0.0/8`.
    package var description: String { "\(base)/\(prefixLength)" }
}
