import Testing

@testable import GatehouseConfiguration

struct RateTextTests {
    @Test(arguments: [
        ("20/s", 20, UInt64(1_000)), ("1/m", 1, 60_000), ("100000/h", 100_000, 3_600_000), ("007/s", 7, 1_000),
    ])
    func read(_ text: String, _ count: Int, _ milliseconds: UInt64) {
        let rate = RateText(text)
        #expect(rate?.count == count)
        #expect(rate?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "20", "/s", "0/s", "100001/s", "20/d", "20 /s", "-1/s", "1.5/s", "20/ms", "+1/s", "20/s/s", "٢/s",
        "9999999/s",
    ])
    func refused(_ text: String) {
        #expect(RateText(text) == nil)
    }

    @Test func writtenAsRead() {
        for text in ["20/s", "1/m", "100000/h"] { #expect(RateText(text)?.description == text) }
    }
}
