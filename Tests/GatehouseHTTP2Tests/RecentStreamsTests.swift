import Testing

@testable import GatehouseHTTP2

struct RecentStreamsTests {
    @Test func remembersTheLastOnes() {
        var recent = RecentStreams(capacity: 3)
        for number in [1, 3, 5] as [UInt32] { recent.insert(number) }
        #expect(!recent.hasForgotten)
        recent.insert(7)
        #expect(recent.hasForgotten)
        #expect(!recent.contains(1))
        for number in [3, 5, 7] as [UInt32] { #expect(recent.contains(number)) }
        recent.insert(9)
        #expect(!recent.contains(3) && recent.contains(9))
    }
}
