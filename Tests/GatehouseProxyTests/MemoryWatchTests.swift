import Synchronization
import Testing

@testable import GatehouseProxy

@Suite struct MemoryWatchTests {
    private static let interval = MemoryWatch.intervalNanoseconds

    @Test func itLooksOnceInAnInterval() {
        let looks = Looks()
        let watch = MemoryWatch { UInt64(looks.count.wrappingAdd(1, ordering: .relaxed).newValue) }
        for now in [1, 2, Self.interval, Self.interval + 1, 2 * Self.interval + 1] {
            watch.look(nowNanoseconds: now, budget: 1_000)
        }
        #expect(looks.count.load(ordering: .relaxed) == 3)
        #expect(watch.lastUsedBytes == 3)
    }

    @Test(arguments: [
        (UInt64(0), MemoryWatch.Pressure.none), (849_999, .none), (850_000, .high), (999_999, .high),
        (1_000_000, .critical), (.max, .critical),
    ])
    func pressureRises(used: UInt64, pressure: MemoryWatch.Pressure) {
        let watch = MemoryWatch { used }
        watch.look(nowNanoseconds: 1, budget: 1_000_000)
        #expect(watch.pressure(on: 1_000_000) == pressure)
        #expect(watch.excessBytes(over: 1_000_000) == (used > 1_000_000 ? used - 1_000_000 : 0))
    }

    @Test func withoutABudgetNobodyLooks() {
        let looks = Looks()
        let watch = MemoryWatch { UInt64(looks.count.wrappingAdd(1, ordering: .relaxed).newValue) }
        watch.look(nowNanoseconds: 1, budget: .max)
        #expect(looks.count.load(ordering: .relaxed) == 0)
        #expect(watch.pressure(on: .max) == .none)
    }

    private final class Looks: Sendable {
        let count = Atomic<Int>(0)
    }
}
