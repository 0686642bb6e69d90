internal import GatehouseHTTP

/// Decimal numbers as addresses, prefixes and ports write them.
enum DecimalNumber {
    /// Reads one to five digits without a leading zero.
    ///
    /// - Returns: nil for anything else, and above `maximum`. Leading zeros are refused because some readers take
    ///   them for octal.
    static func parse(_ digits: Span<UInt8>, maximum: Int) -> Int? {
        guard digits.count >= 1, digits.count <= 5 else { return nil }
        guard digits.count == 1 || digits[0] != UInt8(ascii: "0") else { return nil }
        var value = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            value = value * 10 + Int(digits[index] - UInt8(ascii: "0"))
        }
        return value <= maximum ? value : nil
    }
}
