extension Span where Element == UInt8 {
    /// True when these bytes are exactly the UTF-8 of `literal`.
    package func equals(_ literal: String) -> Bool {
        equals(literal.utf8.span)
    }

    /// True when these bytes are exactly `other`.
    package func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Equality without regard to ASCII case (RFC 9110 section 5.1 for names, RFC 3986 section 3.2.2 for hosts).
    package func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index].lowercased != other[index].lowercased { return false }
        return true
    }

    /// Equality with the UTF-8 of `literal`, without regard to ASCII case.
    package func equalsIgnoringCase(_ literal: String) -> Bool {
        equalsIgnoringCase(literal.utf8.span)
    }
}

extension UInt8 {
    /// ASCII lower case; other octets unchanged.
    @inlinable
    package var lowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// An ASCII decimal digit.
    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// The value of a hexadecimal digit (RFC 5234 appendix B.1 HEXDIG, either case), or nil.
    package var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
