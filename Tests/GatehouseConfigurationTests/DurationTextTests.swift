import Testing

@testable import GatehouseConfiguration

struct DurationTextTests {
    @Test(arguments: [
        ("0ms", Duration.zero), ("250ms", .milliseconds(250)), ("5s", .seconds(5)), ("10m", .seconds(600)),
        ("12h", .seconds(43_200)), ("007s", .seconds(7)), ("999999999h", .seconds(3_599_999_996_400)),
    ])
    func readsDigitsAndUnit(_ text: String, _ expected: Duration) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(arguments: ["", "5", "s", "5 s", "-5s", "+5s", "1.5s", "5S", "5sec", "1h30m", "1000000000ms", "٥s", "5d"])
    func refusesEverythingElse(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: ["0ms", "999ms", "1s", "90s", "2m", "36h"])
    func writesWhatItReads(_ text: String) throws {
        #expect(DurationText.text(of: try #require(DurationText.parse(text))) == text)
    }
}
