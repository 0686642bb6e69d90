/// How tables write octets as text: `\r \n \t \0 \s \\ \xHH`; `{NAME}` stands for a name's text, `{TEXT*COUNT}` repeats
/// a text.
package enum WireText {
    /// Puts names (given without their braces) and repetitions in; escapes stay as they are.
    package static func expanded(_ text: String, _ names: [String: String]) -> String {
        guard text.contains("{") else { return text }
        let named = text.replacing(/\{([A-Z0-9]+)\}/) { names[String($0.1)] ?? String($0.0) }
        return named.replacing(/\{([^{}]+)\*([0-9]+)\}/) { String(repeating: String($0.1), count: Int($0.2) ?? 0) }
    }

    /// The octets that a text with escapes stands for; traps on an escape that is none.
    package static func octets(_ text: some StringProtocol) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let octet = rest.next() {
            guard octet == UInt8(ascii: "\\") else {
                octets.append(octet)
                continue
            }
            switch rest.next() {
            case UInt8(ascii: "r"): octets.append(0x0d)
            case UInt8(ascii: "n"): octets.append(0x0a)
            case UInt8(ascii: "t"): octets.append(0x09)
            case UInt8(ascii: "0"): octets.append(0x00)
            case UInt8(ascii: "s"): octets.append(0x20)
            case UInt8(ascii: "\\"): octets.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"): octets += hexadecimal([rest.next() ?? 0, rest.next() ?? 0])
            case let other: fatalError("no escape: \\\(other.map { String($0) } ?? "")")
            }
        }
        return octets
    }

    /// The octets that hexadecimal digits stand for, with white space between them or not.
    package static func octets(hexadecimal text: some StringProtocol) -> [UInt8] {
        hexadecimal(text.utf8.filter { $0 != UInt8(ascii: " ") })
    }

    private static func hexadecimal(_ digits: [UInt8]) -> [UInt8] {
        stride(from: 0, to: digits.count, by: 2).map { index in
            let pair = String(decoding: digits[index..<min(index + 2, digits.count)], as: UTF8.self)
            guard pair.utf8.count == 2, let octet = UInt8(pair, radix: 16) else { fatalError("no hex digits: \(pair)") }
            return octet
        }
    }
}
