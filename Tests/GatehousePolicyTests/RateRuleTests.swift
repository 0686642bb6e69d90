import TestSupport
import Testing

@testable import GatehousePolicy

@Suite struct RateRuleTests {
    /// Ticks of a second.
    private static let second = RateRule.ticks(ofNanoseconds: 1_000_000_000)

    /// Takes as often as it can.
    private func takeAll(_ rule: RateRule, _ full: inout UInt64, at now: UInt64) -> Int {
        var count = 0
        while case .taken(let next) = rule.take(fullTicks: full, now: now) {
            full = next
            count += 1
        }
        return count
    }

    @Test func aFullBucketHasItsBurstAndNoMore() {
        for burst: UInt32 in [1, 2, 7, 1000] {
            var full: UInt64 = 0
            let rule = RateRule(count: 10, perMilliseconds: 1_000, burst: burst)
            #expect(takeAll(rule, &full, at: 1_000_000) == Int(burst))
        }
    }

    @Test func tokensComeBackAtTheRate() {
        let rule = RateRule(count: 10, perMilliseconds: 1_000, burst: 5)
        var full: UInt64 = 0
        #expect(takeAll(rule, &full, at: Self.second) == 5)
        // Rounded up: at a tenth of a second there may not be one yet, a tick later there is.
        #expect(takeAll(rule, &full, at: Self.second + Self.second / 10 + 2) == 1)
        #expect(takeAll(rule, &full, at: Self.second * 10) == 5)
    }

    @Test func theWaitIsAsLongAsItTakes() {
        let rule = RateRule(count: 1, perMilliseconds: 60_000, burst: 1)
        guard case .taken(let full) = rule.take(fullTicks: 0, now: 500) else { return #expect(Bool(false)) }
        guard case .empty(let wait) = rule.take(fullTicks: full, now: 500) else { return #expect(Bool(false)) }
        #expect(wait == rule.tokenTicks)
        #expect(rule.waitTicks(fullTicks: full, now: 500) == wait)
        #expect(rule.take(fullTicks: full, now: 500 + wait) != .empty(waitTicks: 1))
        #expect(rule.waitTicks(fullTicks: full, now: 500 + wait) == 0)
    }

    @Test func aClockSetBackCostsNoMoreThanABucket() {
        let rule = RateRule(count: 10, perMilliseconds: 1_000, burst: 5)
        let farAhead = Self.second * 1_000_000
        #expect(rule.waitTicks(fullTicks: farAhead, now: 7) == rule.tokenTicks)
        #expect(rule.charge(1, fullTicks: farAhead, now: 7) == 7 + rule.bucketTicks)
    }

    @Test func chargesBeyondTheBucketAreForgotten() {
        let rule = RateRule(count: 1, perMilliseconds: 1_000, burst: 3)
        #expect(rule.charge(1_000_000, fullTicks: 0, now: 9) == 9 + rule.bucketTicks)
        #expect(rule.charge(.max, fullTicks: 0, now: 9) == 9 + rule.bucketTicks)
        #expect(rule.charge(2, fullTicks: 0, now: 9) == 9 + 2 * rule.tokenTicks)
    }

    @Test(arguments: [
        (UInt32(0), UInt64(0), UInt32(0)), (.max, .max, .max), (1, .max, 1), (.max, 1, 1), (1, 3_600_000, .max),
    ])
    func anyNumbersMakeARule(count: UInt32, period: UInt64, burst: UInt32) {
        let rule = RateRule(count: count, perMilliseconds: period, burst: burst)
        #expect(rule.tokenTicks >= 1)
        #expect(rule.bucketTicks >= rule.tokenTicks)
        #expect(rule.bucketTicks <= 1 << 42)
        #expect(rule.waitTicks(fullTicks: 0, now: .max >> 13) == 0)
    }

    /// At random times, in any stretch no more than the burst and what the rate gives.
    @Test(arguments: UInt64(1)...20) func neverMoreThanBurstAndRate(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let burst = UInt32(random.next() % 20 + 1)
        let perSecond = UInt32(random.next() % 5_000 + 1)
        let rule = RateRule(count: perSecond, perMilliseconds: 1_000, burst: burst)
        var full: UInt64 = 0
        var now: UInt64 = 1_000_000
        var times: [UInt64] = []
        for _ in 0..<2_000 {
            now += random.next() % (Self.second / UInt64(perSecond) * 2 + 2)
            if case .taken(let next) = rule.take(fullTicks: full, now: now) {
                full = next
                times.append(now)
            }
        }
        for first in stride(from: 0, to: times.count, by: 37) {
            for last in first..<times.count {
                let allowed = Double(burst) + Double(times[last] - times[first]) / Double(rule.tokenTicks)
                #expect(Double(last - first + 1) <= allowed, "seed \(seed)")
            }
        }
    }
}
