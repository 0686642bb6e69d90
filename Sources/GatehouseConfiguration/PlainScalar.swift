/// Which unquoted scalars YAML 1.1 or 1.2 readers take for something other than text.
enum PlainScalar {
    private static let words: Set<String> = [
        "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf",
    ]

    /// True where two YAML readers may disagree on the type: such text has to be quoted.
    static func isAmbiguous(_ text: String) -> Bool {
        words.contains(text.lowercased()) || isNumber(text)
    }

    /// Decimal, hexadecimal, octal, float and the base-60 numbers of YAML 1.1, without exactness: digits with the
    /// signs that numbers have.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard let first = digits.first, first.isDecimalDigit || first == UInt8(ascii: ".") else { return false }
        if digits.starts(with: "0x".utf8) { return digits.dropFirst(2).allSatisfy(\.isHexadecimalDigit) }
        let body = digits.starts(with: "0o".utf8) ? digits.dropFirst(2) : digits
        return body.contains(where: \.isDecimalDigit) && body.allSatisfy(isNumberCharacter) && !isAddressLike(body)
    }

    /// `10.0.0.1` has too many dots for a number.
    private static func isAddressLike(_ body: Substring.UTF8View) -> Bool {
        body.count { $0 == UInt8(ascii: ".") } > 1
    }

    private static func isNumberCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "e"), UInt8(ascii: "E"),
            UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: byte.isDecimalDigit
        }
    }
}
