/// Address ranges in CIDR form, `10.0.0.0/8` or `2001:db8::/32`, checked for form and zero host bits.
///
/// The matching type is GatehousePolicy's; this check exists so that a mistake is reported at its line.
enum NetworkText {
    /// - Returns: true for one address, a slash, a prefix length of 1 or more, and host bits that are zero.
    static func isValid(_ text: String) -> Bool {
        guard let (address, prefix) = parts(text) else { return false }
        return prefix > 0 && hasZeroHostBits(address, prefix)
    }

    /// What to write instead.
    static func hint(for text: String) -> String {
        if let address = AddressText.bytes(text) { return "write `\(text)/\(address.count * 8)` for one address" }
        guard let (address, prefix) = parts(text) else { return "such as 10.0.0.0/8 or 2001:db8::/32" }
        return prefix == 0
            ? "a network of all addresses is no restriction; use `exposure: public` if that is meant"
            : "bits behind /\(prefix) are set in \(address.count == 4 ? "the address" : "the IPv6 address")"
    }

    private static func parts(_ text: String) -> (address: [UInt8], prefix: Int)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = AddressText.bytes(parts[0]), parts[1].utf8.count <= 3,
            parts[1].isDecimal, parts[1] == "0" || !parts[1].hasPrefix("0"), let prefix = Int(parts[1]),
            prefix <= address.count * 8
        else { return nil }
        return (address, prefix)
    }

    private static func hasZeroHostBits(_ address: [UInt8], _ prefix: Int) -> Bool {
        for (index, byte) in address.enumerated() {
            let networkBits = max(0, min(8, prefix - index * 8))
            if byte & UInt8(truncatingIfNeeded: 0xFF >> networkBits) != 0 { return false }
        }
        return true
    }
}

extension ValueReader where Value == String {
    static var network: ValueReader {
        text("a network in CIDR form", hint: NetworkText.hint) { NetworkText.isValid($0) ? $0 : nil }
    }
}
