import GatehouseHTTP

/// A point in time as the file has it: RFC 3339 in UTC without fractions, `2026-01-31T00:00:00Z`.
enum Timestamp {
    /// - Returns: seconds since 1970; nil for other zones, leap seconds and days that do not exist.
    static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, hasShape(bytes) else { return nil }
        let year = number(bytes[0..<4])
        let month = number(bytes[5..<7])
        let day = number(bytes[8..<10])
        let (hour, minute, second) = (number(bytes[11..<13]), number(bytes[14..<16]), number(bytes[17..<19]))
        guard year >= 1970, hour < 24, minute < 60, second < 60,
            let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        return days * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func hasShape(_ bytes: [UInt8]) -> Bool {
        zip(bytes, "0000-00-00T00:00:00Z".utf8).allSatisfy { byte, shape in
            shape == UInt8(ascii: "0") ? byte.isDecimalDigit : byte == shape
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        digits.reduce(0) { $0 * 10 + Int64($1 & 0x0F) }
    }
}

extension ValueReader where Value == Int64 {
    /// Seconds since 1970, from text in UTC.
    static var timestamp: ValueReader {
        text(
            "a time in UTC such as 2026-01-31T00:00:00Z", hint: { _ in "a day that exists, `T`, the time, `Z`" },
            Timestamp.seconds)
    }
}
