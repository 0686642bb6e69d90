extension ByteQueue {
    /// Appends `number` in decimal digits.
    package mutating func append(decimal number: UInt64) {
        append(number, radix: 10)
    }

    /// Appends `number` in lower-case hexadecimal digits, without leading zeros.
    package mutating func append(hexadecimal number: UInt64) {
        append(number, radix: 16)
    }

    private mutating func append(_ number: UInt64, radix: UInt64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = digits.count
        var rest = number
        repeat {
            start -= 1
            let digit = UInt8(rest % radix)
            digits[start] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            rest /= radix
        } while rest > 0
        append(digits.span.extracting(start..<digits.count))
    }
}
