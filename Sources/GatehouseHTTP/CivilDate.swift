/// A date of the Gregorian calendar, extended to all years. The one calendar here: of dates in fields, records and policies.
package struct CivilDate: Equatable, Sendable {
    package let year: Int64
    /// 1 to 12.
    package let month: Int64
    /// 1 to 31.
    package let day: Int64

    /// The date that lies so many days after 1970-01-01; within 300 years of it at the cost of a few steps, beyond at more.
    package init(daysSince1970 days: Int64) {
        // No year is longer than 366 days, so this is never too late, and at most two years too early.
        var year = 1970 + (days >= 0 ? days / 366 : (days - 364) / 365)
        while Self.daysBefore(year: year + 1) <= days { year += 1 }

        var dayOfYear = days - Self.daysBefore(year: year)
        var month: Int64 = 1
        while dayOfYear >= Self.length(ofMonth: month, in: year) {
            dayOfYear -= Self.length(ofMonth: month, in: year)
            month += 1
        }
        self.year = year
        self.month = month
        day = dayOfYear + 1
    }

    /// The inverse of the initialiser.
    ///
    /// - Returns: nil for a month or day that does not exist.
    package static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1, day <= length(ofMonth: month, in: year) else { return nil }
        let inMonths = (1..<month).reduce(Int64(0)) { $0 + length(ofMonth: $1, in: year) }
        return daysBefore(year: year) + inMonths + day - 1
    }

    /// Days from 1970-01-01 to the first of January; negative before 1970.
    private static func daysBefore(year: Int64) -> Int64 {
        let complete = year - 1
        // 719,162 days lie between 0001-01-01 and 1970-01-01.
        return complete * 365 + complete / 4 - complete / 100 + complete / 400 - 719_162
    }

    private static func length(ofMonth month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }
}
