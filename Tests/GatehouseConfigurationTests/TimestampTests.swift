import Testing

@testable import GatehouseConfiguration

struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("1999-12-31T23:59:59Z", 946_684_799),
        ("2000-02-29T00:00:00Z", 951_782_400),
        ("2000-03-01T00:00:00Z", 951_868_800), ("2024-02-29T12:00:00Z", 1_709_208_000),
        ("2026-01-31T00:00:00Z", 1_769_817_600), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func countsSecondsSince1970(_ text: String, _ expected: Int64) {
        #expect(Timestamp.seconds(text) == expected)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T00:00:00", "2026-01-31T00:00:00+00:00", "2026-01-31 00:00:00Z",
        "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-12-31T23:59:60Z", "1969-12-31T23:59:59Z", "2026-01-31t00:00:00z", "2026-01-31T00:00:0aZ",
    ])
    func refusesOtherFormsAndDaysThatDoNotExist(_ text: String) {
        #expect(Timestamp.seconds(text) == nil)
    }
}
