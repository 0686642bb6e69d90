import Testing

@testable import GatehouseProxy

struct SlowStartTests {
    private let second: UInt64 = 1_000_000_000

    @Test func whoWasNeverAwayHasItsFullShare() {
        #expect(SlowStart().weight(at: second, over: 10_000) == 1_000)
    }

    @Test func theShareGrowsFromATenth() {
        var start = SlowStart()
        start.begin(at: 100 * second)
        let weights = [99, 100, 101, 105, 109, 110, 500].map { start.weight(at: $0 * second, over: 10_000) }
        #expect(weights == [100, 100, 100, 500, 900, 1_000, 1_000])
    }

    @Test func withoutATimeItIsBackAtOnce() {
        var start = SlowStart()
        start.begin(at: 100 * second)
        #expect(start.weight(at: 101 * second, over: 0) == 1_000)
    }
}
