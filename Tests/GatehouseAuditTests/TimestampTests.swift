import Foundation
import TestSupport
import Testing

@testable import GatehouseAudit

struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000000Z"),
        (999, "1970-01-01T00:00:00.000000Z"),
        (1000, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-1_000_000_000, "1969-12-31T23:59:59.000000Z"),
        (951_782_399_999_999_999, "2000-02-28T23:59:59.999999Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
        (951_868_800_000_000_000, "2000-03-01T00:00:00.000000Z"),
        (1_709_164_800_000_000_000, "2024-02-29T00:00:00.000000Z"),
        (1_735_689_599_999_999_999, "2024-12-31T23:59:59.999999Z"),
        (2_147_483_647_000_000_000, "2038-01-19T03:14:07.000000Z"),
        (2_147_483_648_000_000_000, "2038-01-19T03:14:08.000000Z"),
        (4_107_542_399_000_000_000, "2100-02-28T23:59:59.000000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000Z"),
        (Int64.max, "2262-04-11T23:47:16.854775Z"),
        (Int64.min, "1677-09-21T00:12:43.145224Z"),
    ])
    func hasTheTextOfItsMoment(nanoseconds: Int64, expected: String) {
        let text = written { Timestamp(nanoseconds: nanoseconds).append(to: &$0) }
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    /// Against the calendar of the system, at moments spread over the whole range.
    @Test func agreesWithFoundation() {
        var generator = SeededGenerator(seed: 1)
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -9_223_372_036...9_223_372_036, using: &generator)
            let text = written { Timestamp(nanoseconds: seconds * 1_000_000_000).append(to: &$0) }
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            #expect(String(decoding: text, as: UTF8.self) == expected.dropLast() + ".000000Z")
        }
    }
}
