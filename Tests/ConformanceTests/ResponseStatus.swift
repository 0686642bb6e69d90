/// The status in a block of response fields: the first field, as servers write it (RFC 7541 sections 6.1 and 6.2).
enum ResponseStatus {
    /// Entries 8 to 14 of the static table (RFC 7541 appendix A).
    private static let indexed = [200, 204, 206, 304, 400, 404, 500]

    /// - Returns: nil when the block begins with anything else.
    static func read(_ block: [UInt8]) -> Int? {
        let field = block.drop { $0 & 0xe0 == 0x20 }
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 { return (8...14).contains(first & 0x7f) ? indexed[Int(first & 0x7f) - 8] : nil }
        let index = first & 0x40 != 0 ? first & 0x3f : first & 0x0f
        guard (8...14).contains(index), let length = field.dropFirst().first else { return nil }
        let text = field.dropFirst(2).prefix(Int(length & 0x7f))
        return Int(length & 0x80 != 0 ? digits(text) : String(decoding: text, as: UTF8.self))
    }

    /// Digits in Huffman code: `0` to `2` have five bits, the others six (RFC 7541 appendix B).
    private static func digits(_ octets: ArraySlice<UInt8>) -> String {
        var bits = octets.flatMap { octet in (0..<8).map { octet >> (7 - $0) & 1 } }[...]
        var text = ""
        while bits.count >= 5 {
            let five = bits.prefix(5).reduce(0) { $0 << 1 | $1 }
            if five < 3 {
                text += String(five)
                bits = bits.dropFirst(5)
            } else {
                let six = bits.prefix(6).reduce(0) { $0 << 1 | $1 }
                guard bits.count >= 6, (0x19...0x1f).contains(six) else { return text }
                text += String(six - 0x19 + 3)
                bits = bits.dropFirst(6)
            }
        }
        return text
    }
}
