/// Whether text is an IP address in the one spelling that all parsers agree on (RFC 3986 section 3.2.2).
///
/// Policy turns addresses into numbers; a host only has to be recognisable.
enum IPLiteral {
    /// Four decimal octets without leading zeros.
    static func isIPv4(_ text: Span<UInt8>) -> Bool {
        var octetCount = 0
        var start = 0
        while start <= text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: ".") { end += 1 }
            guard isOctet(text.extracting(start..<end)) else { return false }
            octetCount += 1
            start = end + 1
        }
        return octetCount == 4
    }

    private static func isOctet(_ digits: Span<UInt8>) -> Bool {
        guard (1...3).contains(digits.count) else { return false }
        guard digits.count == 1 || digits[0] != UInt8(ascii: "0") else { return false }
        var value = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return false }
            value = value * 10 + Int(digits[index] & 0x0f)
        }
        return value <= 255
    }

    /// Eight groups, or fewer with one `::`, the last two possibly as IPv4 (RFC 4291 section 2.2). No zone, no brackets.
    static func isIPv6(_ text: Span<UInt8>) -> Bool {
        var groupCount = 0
        var hasGap = false
        var index = 0
        if text.count >= 2, text[0] == colon, text[1] == colon {
            hasGap = true
            index = 2
        }
        while index < text.count {
            let end = groupEnd(in: text, from: index)
            if end == text.count, isIPv4(text.extracting(index..<end)) {
                groupCount += 2
                break
            }
            guard isGroup(text.extracting(index..<end)) else { return false }
            groupCount += 1
            if end == text.count { break }
            index = end + 1
            if index < text.count, text[index] == colon {
                guard !hasGap else { return false }
                hasGap = true
                index += 1
            } else if index == text.count {
                return false
            }
        }
        return hasGap ? groupCount <= 7 : groupCount == 8
    }

    private static var colon: UInt8 { UInt8(ascii: ":") }

    private static func groupEnd(in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, text[end] != colon { end += 1 }
        return end
    }

    private static func isGroup(_ digits: Span<UInt8>) -> Bool {
        for index in digits.indices where digits[index].hexadecimalValue == nil { return false }
        return (1...4).contains(digits.count)
    }
}
