import Testing

@testable import GatehouseHTTP2

struct RecentStreamsTests {
    @Test func remembersTheLastOnes() {
        var recent = RecentStreams(capacity: 3)
        for number in [3, 9, 7] as [UInt32] { recent.insert(number) }
        #expect(recent.mayContain(3) && recent.mayContain(7) && recent.mayContain(9))
        #expect(!recent.mayContain(1) && !recent.mayContain(5) && !recent.mayContain(11))
    }

    @Test func isNotSureAboutWhatItForgot() {
        var recent = RecentStreams(capacity: 2)
        for number in [5, 9, 11] as [UInt32] { recent.insert(number) }
        // 5 was forgotten: it, and what is older, may have been there.
        #expect(recent.mayContain(5) && recent.mayContain(3))
        #expect(!recent.mayContain(7))
        #expect(recent.mayContain(9) && recent.mayContain(11))
    }
}
