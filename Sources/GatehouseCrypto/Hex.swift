/// Hexadecimal text (RFC 4648 section 8); written in lower case.
package enum Hex {
    /// Appends two characters for each byte.
    ///
    /// - Precondition: `output` has room for twice as many bytes as given.
    package static func encode(_ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        for index in bytes.indices {
            output.append(digit(bytes[index] >> 4))
            output.append(digit(bytes[index] & 0x0F))
        }
    }

    /// Two characters for each byte, as text.
    package static func encode(_ bytes: Span<UInt8>) -> String {
        var text = ""
        for index in bytes.indices {
            text.unicodeScalars.append(Unicode.Scalar(digit(bytes[index] >> 4)))
            text.unicodeScalars.append(Unicode.Scalar(digit(bytes[index] & 0x0F)))
        }
        return text
    }

    /// Reads pairs of digits of either case.
    ///
    /// - Returns: nil for an odd number of characters or anything but digits.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(of: text[index]), let low = value(of: text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// - Precondition: `value` is below 16, which both callers ensure by shift or mask.
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
