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
        guard year >= 1970, (1...12).contains(month), (1...lastDay(of: month, in: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func hasShape(_ bytes: [UInt8]) -> Bool {
        zip(bytes, "0000-00-00T00:00:00Z".utf8).allSatisfy { byte, shape in
            shape == UInt8(ascii: "0") ? byte.isDecimalDigit : byte == shape
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
        digits.reduce(0) { $0 * 10 + Int64($1 & 0x0F) }
    }

    private static func lastDay(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let past = year - 1
        let leapDays = (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let inMonths = (1..<month).reduce(Int64(0)) { $0 + lastDay(of: $1, in: year) }
        return (year - 1970) * 365 + leapDays + inMonths + day - 1
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
