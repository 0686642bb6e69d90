/// The ASCII classes that names, hosts and numbers in the file are made of.
extension UInt8 {
    var isDecimalDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    var isHexadecimalDigit: Bool {
        isDecimalDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(self)
    }

    var isLowercaseLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
    }

    var isUppercaseLetter: Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
}

extension StringProtocol {
    /// Only digits and at least one.
    var isDecimal: Bool {
        !isEmpty && utf8.allSatisfy(\.isDecimalDigit)
    }
}
