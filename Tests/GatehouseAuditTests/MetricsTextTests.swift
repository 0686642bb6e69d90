import Testing

@testable import GatehouseAudit

struct MetricsTextTests {
    @Test(arguments: [
        (UInt64(0), "0"), (1, "0.000000001"), (500_000, "0.0005"), (2_500_000_000, "2.5"), (10_000_000_000, "10"),
        (.max, "18446744073.709551615"),
    ])
    func secondsAreNotRounded(_ nanoseconds: UInt64, _ text: String) {
        #expect(MetricsText.seconds(nanoseconds) == text)
    }

    @Test func labelsCannotBreakOut() throws {
        var text = MetricsText()
        text.begin(.buildInfo)
        text.sample(1, ["version": "a\"} 2\n\\"])
        let read = try PrometheusText(text.text)
        #expect(read.value("gatehouse_build_info", ["version": "a\"} 2\n\\"]) == 1)
    }
}
