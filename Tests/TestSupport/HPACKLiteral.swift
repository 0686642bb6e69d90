/// The least HPACK that a test needs (RFC 7541 section 6.2.3): literals, never indexed, names and values as plain octets.
package enum HPACKLiteral {
    /// An ordinary request.
    package static let get = head("GET")
    package static let post = head("POST")

    private static func head(_ method: String) -> [(String, String)] {
        [(":method", method), (":scheme", "https"), (":path", "/"), (":authority", "gate.example")]
    }

    package static func encode(_ fields: [(String, String)]) -> [UInt8] {
        encode(octets: fields.map { (Array($0.0.utf8), Array($0.1.utf8)) })
    }

    /// The same for names and values that are no text.
    package static func encode(octets fields: [([UInt8], [UInt8])]) -> [UInt8] {
        fields.flatMap { [0x10] + string($0.0) + string($0.1) }
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
