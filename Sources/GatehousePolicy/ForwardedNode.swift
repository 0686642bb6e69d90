internal import GatehouseHTTP

/// One hop as a proxy names it (RFC 7239 section 6).
enum ForwardedNode: Equatable {
    case address(IPAddress)
    /// `unknown`, an obfuscated identifier, or nothing that is an address.
    case hidden

    /// Reads an element of X-Forwarded-For: an address, or one with a port, IPv6 then in brackets.
    init(xForwardedFor text: Span<UInt8>) {
        if let address = IPAddress(parsing: text) {
            self = .address(address)
        } else {
            self.init(node: text)
        }
    }

    /// Reads a `for` value: IPv4, or IPv6 in brackets, each with an optional port.
    init(node text: Span<UInt8>) {
        let split = Self.addressEnd(in: text)
        guard Self.isPort(text.extracting(split..<text.count)),
            let address = Self.address(text.extracting(0..<split))
        else {
            self = .hidden
            return
        }
        self = .address(address)
    }

    /// Behind the closing bracket, or before the first colon.
    private static func addressEnd(in text: Span<UInt8>) -> Int {
        let isBracketed = !text.isEmpty && text[0] == UInt8(ascii: "[")
        for index in text.indices {
            if isBracketed, text[index] == UInt8(ascii: "]") { return index + 1 }
            if !isBracketed, text[index] == UInt8(ascii: ":") { return index }
        }
        return text.count
    }

    private static func address(_ text: Span<UInt8>) -> IPAddress? {
        guard !text.isEmpty, text[0] == UInt8(ascii: "[") else { return IPAddress(parsing: text) }
        guard text.count > 2, text[text.count - 1] == UInt8(ascii: "]") else { return nil }
        let inner = text.extracting(1..<text.count - 1)
        for index in inner.indices where inner[index] == UInt8(ascii: ":") { return IPAddress(parsing: inner) }
        return nil
    }

    /// Empty, `:` and a number, or `:` and an obfuscated port (RFC 7239 section 6.2).
    private static func isPort(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return true }
        guard text[0] == UInt8(ascii: ":"), text.count > 1 else { return false }
        let port = text.extracting(1..<text.count)
        guard port[0] == UInt8(ascii: "_"), port.count > 1 else {
            return DecimalNumber.parse(port, maximum: 65_535) != nil
        }
        for index in 1..<port.count where !isObfuscated(port[index]) { return false }
        return true
    }

    private static func isObfuscated(_ octet: UInt8) -> Bool {
        PathOctets.isUnreserved(octet) && octet != UInt8(ascii: "~")
    }
}
