import GatehouseHTTP
import Testing

struct CivilDateTests {
    /// Every day of six centuries follows the one before it, with the months and leap years of the Gregorian calendar.
    @Test func daysFollowOneAnother() {
        var previous = CivilDate(daysSince1970: -109_572)
        #expect(previous.year == 1670 && previous.month == 1 && previous.day == 1)
        for days in Int64(-109_571)...109_573 {
            let date = CivilDate(daysSince1970: days)
            #expect(date == previous.successor)
            previous = date
        }
        #expect(previous.year == 2270 && previous.month == 1 && previous.day == 1)
    }
}

extension CivilDate {
    /// Told another way than the code under test does: from the last day of each month.
    fileprivate var successor: CivilDateParts {
        let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
        let last: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day == last[Int(month) - 1] else { return CivilDateParts(year: year, month: month, day: day + 1) }
        guard month == 12 else { return CivilDateParts(year: year, month: month + 1, day: 1) }
        return CivilDateParts(year: year + 1, month: 1, day: 1)
    }

    fileprivate static func == (date: CivilDate, parts: CivilDateParts) -> Bool {
        date.year == parts.year && date.month == parts.month && date.day == parts.day
    }
}

private struct CivilDateParts {
    let year: Int64
    let month: Int64
    let day: Int64
}
