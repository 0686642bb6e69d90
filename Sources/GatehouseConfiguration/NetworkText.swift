internal import GatehousePolicy

/// Address ranges in CIDR form, `10.0.0.0/8` or `2001:db8::/32`, always with the prefix length.
///
/// `Network` alone reads more: a single address too, and all addresses. In a file both are more often a slip.
enum NetworkText {
    /// - Returns: nil unless the text is an address, a slash and a prefix length of 1 or more, with zero host bits.
    static func parse(_ text: String) -> Network? {
        guard text.contains("/"), let network = Network(text), network.prefixLength > 0 else { return nil }
        return network
    }

    /// What to write instead.
    static func hint(for text: String) -> String {
        if let address = IPAddress(text) { return "write `\(text)/\(address.isIPv4 ? 32 : 128)` for one address" }
        if Network(text)?.prefixLength == 0 {
            return "a network of all addresses is no restriction; use `exposure: public` if that is meant"
        }
        let parts = text.split(separator: "/")
        if parts.count == 2, IPAddress(String(parts[0])) != nil, parts[1].isDecimal {
            return "an address and a prefix length, with no bits set behind the prefix"
        }
        return "such as 10.0.0.0/8 or 2001:db8::/32"
    }
}

extension ValueReader where Value == Network {
    static var network: ValueReader {
        text("a network in CIDR form", hint: NetworkText.hint, NetworkText.parse)
    }
}
