import GatehouseHTTP

extension Timestamp {
    /// Reads an RFC 3339 time: `2026-11-25T16:03:31Z`, with up to nine digits of fraction, in UTC or with an offset.
    ///
    /// - Returns: nil for other forms, for days that do not exist, and for leap seconds, which the system's clock lacks.
    package init?(parsing text: Span<UInt8>) {
        guard text.count >= 20, Self.hasShape(text) else { return nil }
        let (year, month, day) = (Self.number(text, 0, 4), Self.number(text, 5, 2), Self.number(text, 8, 2))
        let (hour, minute, second) = (Self.number(text, 11, 2), Self.number(text, 14, 2), Self.number(text, 17, 2))
        guard year >= 1970, year < 2262, hour < 24, minute < 60, second < 60,
            let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        var cursor = 19
        guard let fraction = Self.fraction(text, &cursor), let offset = Self.offset(text, cursor) else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(nanoseconds: seconds * 1_000_000_000 + fraction)
    }

    private static func hasShape(_ text: Span<UInt8>) -> Bool {
        let shape = "0000-00-00T00:00:00".utf8.span
        for index in shape.indices {
            let isRight = shape[index] == UInt8(ascii: "0") ? text[index].isDigit : text[index] == shape[index]
            guard isRight else { return false }
        }
        return true
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Int64 {
        var number: Int64 = 0
        for index in start..<start + count { number = number * 10 + Int64(text[index] & 0x0f) }
        return number
    }

    /// Nanoseconds behind the dot, 0 without one; the cursor moves behind them.
    private static func fraction(_ text: Span<UInt8>, _ cursor: inout Int) -> Int64? {
        guard cursor < text.count, text[cursor] == UInt8(ascii: ".") else { return 0 }
        cursor += 1
        let start = cursor
        var nanoseconds: Int64 = 0
        while cursor < text.count, text[cursor].isDigit {
            guard cursor - start < 9 else { return nil }
            nanoseconds = nanoseconds * 10 + Int64(text[cursor] & 0x0f)
            cursor += 1
        }
        guard cursor > start else { return nil }
        for _ in (cursor - start)..<9 { nanoseconds *= 10 }
        return nanoseconds
    }

    /// Seconds by which the local time is ahead: `Z`, or `+01:00`, to the end of the text.
    private static func offset(_ text: Span<UInt8>, _ start: Int) -> Int64? {
        guard start < text.count else { return nil }
        if text[start] == UInt8(ascii: "Z") { return start + 1 == text.count ? 0 : nil }
        guard text[start] == UInt8(ascii: "+") || text[start] == UInt8(ascii: "-"), text.count == start + 6,
            text[start + 3] == UInt8(ascii: ":")
        else { return nil }
        for index in [1, 2, 4, 5] where !text[start + index].isDigit { return nil }
        let (hours, minutes) = (number(text, start + 1, 2), number(text, start + 4, 2))
        guard hours < 24, minutes < 60 else { return nil }
        return (text[start] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
