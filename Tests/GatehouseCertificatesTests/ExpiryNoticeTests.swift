import Testing

@testable import GatehouseCertificates

struct ExpiryNoticeTests {
    private static let day: Int64 = 86_400

    @Test func speaksOnceAtEachThreshold() {
        var notice = ExpiryNotice()
        let end = 100 * Self.day
        var spoken: [Int64: Int64] = [:]
        for hour in 0..<(101 * 24) {
            let now = Int64(hour) * 3600
            if let threshold = notice.due(notAfterSeconds: end, nowSeconds: now) { spoken[threshold] = now }
        }
        #expect(spoken.keys.sorted() == [0, 1, 3, 7, 14, 30])
        for (threshold, now) in spoken { #expect(now == end - threshold * Self.day) }
    }

    @Test func ofSeveralThresholdsTheLowestIsSpoken() {
        var notice = ExpiryNotice()
        #expect(notice.due(notAfterSeconds: 5 * Self.day, nowSeconds: 0) == 7)
        #expect(notice.due(notAfterSeconds: 5 * Self.day, nowSeconds: 1) == nil)
        #expect(notice.due(notAfterSeconds: 5 * Self.day, nowSeconds: 9 * Self.day) == 0)
    }

    @Test func daysAreRoundedDown() {
        #expect(ExpiryNotice.daysLeft(notAfterSeconds: 2 * Self.day, nowSeconds: 0) == 2)
        #expect(ExpiryNotice.daysLeft(notAfterSeconds: 2 * Self.day, nowSeconds: 1) == 1)
        #expect(ExpiryNotice.daysLeft(notAfterSeconds: 0, nowSeconds: 0) == 0)
        #expect(ExpiryNotice.daysLeft(notAfterSeconds: 0, nowSeconds: 1) == -1)
    }

    /// Lists of a few days are replaced before their end; only one that was not is worth a word.
    @Test func someAreToldOfTheirEndAlone() {
        var notice = ExpiryNotice(days: ExpiryNotice.endOnly)
        #expect(notice.due(notAfterSeconds: 100_000, nowSeconds: 99_999) == nil)
        #expect(notice.due(notAfterSeconds: 100_000, nowSeconds: 100_000) == 0)
        #expect(notice.due(notAfterSeconds: 100_000, nowSeconds: 200_000) == nil)
    }
}
