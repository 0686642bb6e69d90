/// The parts of a JSON object, into space that the caller has reserved.
///
/// Records are written in this way because reserving once per member, not once per byte, is what makes them cheap.
extension OutputSpan<UInt8> {
    /// Bytes that one byte of text takes at most.
    static var escapedBytesPerByte: Int { 6 }

    /// `,"name":`, which is 4 bytes more than the name. Names are constants of ours and need no escape.
    mutating func appendName(_ name: String) {
        append(UInt8(ascii: ","))
        append(UInt8(ascii: "\""))
        appendPlain(name.utf8.span)
        append(UInt8(ascii: "\""))
        append(UInt8(ascii: ":"))
    }

    /// A JSON string with any bytes: up to `escapedBytesPerByte` for each, and 2.
    mutating func appendQuoted(_ text: Span<UInt8>) {
        append(UInt8(ascii: "\""))
        for index in text.indices {
            let byte = text[index]
            if byte.isPlainInRecords { append(byte) } else { appendEscaped(byte) }
        }
        append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        append(UInt8(ascii: "\\"))
        append(UInt8(ascii: "u"))
        append(UInt8(ascii: "0"))
        append(UInt8(ascii: "0"))
        appendHexadecimal(byte)
    }

    /// 2 bytes.
    mutating func appendHexadecimal(_ byte: UInt8) {
        append(Self.hexadecimalDigit(byte >> 4))
        append(Self.hexadecimalDigit(byte & 15))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Up to 20 decimal digits.
    mutating func appendNumber(_ number: UInt64) {
        // They come last first.
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = number
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        appendPlain(digits.span.extracting(start..<20))
    }

    private mutating func appendPlain(_ bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }
}

extension UInt8 {
    /// Printable ASCII that means nothing in a JSON string.
    fileprivate var isPlainInRecords: Bool {
        self >= 0x20 && self < 0x7f && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
