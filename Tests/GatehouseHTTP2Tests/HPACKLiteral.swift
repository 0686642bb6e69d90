/// The least HPACK that a test needs (RFC 7541 section 6.2.3): literals, never indexed, names and values as plain octets.
enum HPACKLiteral {
    /// An ordinary request.
    static let get = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "gate.example")]
    static let post = [(":method", "POST"), (":scheme", "https"), (":path", "/"), (":authority", "gate.example")]

    static func encode(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0x10] + string(Array($0.0.utf8)) + string(Array($0.1.utf8)) }
    }

    private static func string(_ octets: [UInt8]) -> [UInt8] {
        integer(octets.count) + octets
    }

    /// An integer with a seven-bit prefix (RFC 7541 section 5.1).
    private static func integer(_ value: Int) -> [UInt8] {
        guard value >= 127 else { return [UInt8(value)] }
        var rest = value - 127
        var octets: [UInt8] = [127]
        while rest >= 128 {
            octets.append(UInt8(rest & 0x7f | 0x80))
            rest >>= 7
        }
        return octets + [UInt8(rest)]
    }
}
