import Testing

@testable import GatehousePolicy

@Suite struct TotalMeterTests {
    private static let rule = RateRule(count: 100, perMilliseconds: 1_000, burst: 50)

    @Test func everybodyTogetherHasOneBucket() async {
        let meter = TotalMeter()
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<1_000).count { _ in meter.take(by: Self.rule, nowNanoseconds: 1_000_000_000) == 0 }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 50)
        #expect(meter.take(by: Self.rule, nowNanoseconds: 1_000_000_000) > 0)
        #expect(meter.take(by: Self.rule, nowNanoseconds: 1_100_000_000) == 0)
    }

    @Test func aClockSetBackDoesNoHarm() {
        let meter = TotalMeter()
        while meter.take(by: Self.rule, nowNanoseconds: 1_000_000_000_000) == 0 {}
        #expect(meter.take(by: Self.rule, nowNanoseconds: 1_000_000_000) > 0)
        #expect(meter.take(by: Self.rule, nowNanoseconds: 1_600_000_000) == 0)
    }
}
