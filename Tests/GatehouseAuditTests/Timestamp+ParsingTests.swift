import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehouseAudit

struct TimestampParsingTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-25T16:03:31Z", 1_795_622_611_000_000_000),
        ("2026-11-25T16:03:31.5Z", 1_795_622_611_500_000_000), ("2026-11-25T17:03:31+01:00", 1_795_622_611_000_000_000),
        ("2026-11-25T10:33:31-05:30", 1_795_622_611_000_000_000),
        ("2024-02-29T00:00:00.000000001Z", 1_709_164_800_000_000_001),
    ])
    func readsRFC3339(_ text: String, _ nanoseconds: Int64) {
        #expect(Timestamp(parsing: text.utf8.span)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "2026-11-25", "2026-11-25T16:03:31", "2026-11-25t16:03:31Z", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-25T24:00:00Z", "2026-11-25T16:60:00Z",
        "2026-11-25T16:03:60Z", "2026-11-25T16:03:31.Z", "2026-11-25T16:03:31.1234567890Z", "2026-11-25T16:03:31Zx",
        "2026-11-25T16:03:31+1:00", "2026-11-25T16:03:31+24:00", "2026-11-25T16:03:31+01:00x", "1969-12-31T23:59:59Z",
    ])
    func refusesOtherForms(_ text: String) {
        #expect(Timestamp(parsing: text.utf8.span) == nil)
    }

    @Test func readsWhatIsWritten() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<1000 {
            let time = Timestamp(nanoseconds: Int64.random(in: 0..<8_000_000_000_000_000, using: &random) * 1000)
            #expect(Timestamp(parsing: written { time.append(to: &$0) }.span) == time)
        }
    }
}
