/// The value of Content-Length (RFC 9110 section 8.6).
package enum ContentLength {
    /// Reads 1 to 18 digits; more could overflow and are refused rather than clamped. No sign, no list, no space.
    ///
    /// - Returns: nil for anything else.
    package static func parse(_ value: Span<UInt8>) -> UInt64? {
        guard !value.isEmpty, value.count <= 18 else { return nil }
        var length: UInt64 = 0
        for index in value.indices {
            guard value[index].isDigit else { return nil }
            length = length &* 10 &+ UInt64(value[index] & 0x0f)
        }
        return length
    }

    /// Reads the only Content-Length of a head.
    ///
    /// - Returns: nil when there is none.
    /// - Throws: `.lengthMalformed` for a value that is no length, and for a second field even if it says the same.
    package static func parse(in fields: borrowing FieldBlock) throws(HTTP1Violation) -> UInt64? {
        guard let index = fields.firstIndex(of: .contentLength) else { return nil }
        guard fields.count(of: .contentLength) == 1, let length = fields.withValue(at: index, parse) else {
            throw HTTP1Violation(.lengthMalformed)
        }
        return length
    }
}
