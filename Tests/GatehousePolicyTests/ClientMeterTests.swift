import TestSupport
import Testing

@testable import GatehousePolicy

@Suite struct ClientMeterTests {
    private static let rule = RateRule(count: 10, perMilliseconds: 1_000, burst: 20)
    private static let start: UInt64 = 1_000_000_000

    private func client(_ number: UInt64) -> ClientNetwork {
        ClientNetwork(of: IPAddress(ipv4: UInt32(truncatingIfNeeded: number)))
    }

    private func takeAll(_ meter: ClientMeter, _ client: ClientNetwork, at now: UInt64) -> Int {
        var count = 0
        while meter.take(client, by: Self.rule, nowNanoseconds: now) == 0 { count += 1 }
        return count
    }

    @Test func eachClientHasABucketOfItsOwn() {
        let meter = ClientMeter(capacity: 1024, seed: (1, 2))
        for number in 1...20 as ClosedRange<UInt64> {
            #expect(takeAll(meter, client(number), at: Self.start) == 20)
        }
        #expect(takeAll(meter, client(1), at: Self.start) == 0)
        #expect(takeAll(meter, client(1), at: Self.start + 1_000_000_000) == 9)
    }

    @Test func lookingTakesNothing() {
        let meter = ClientMeter(capacity: 16, seed: (1, 2))
        for _ in 0..<100 { #expect(meter.wait(of: client(1), by: Self.rule, nowNanoseconds: Self.start) == 0) }
        #expect(takeAll(meter, client(1), at: Self.start) == 20)
        let wait = meter.wait(of: client(1), by: Self.rule, nowNanoseconds: Self.start)
        #expect(wait > 0 && wait < 110_000_000)
    }

    @Test func chargesCountWhetherOrNotThereAreTokens() {
        let meter = ClientMeter(capacity: 16, seed: (1, 2))
        meter.charge(15, to: client(1), by: Self.rule, nowNanoseconds: Self.start)
        #expect(takeAll(meter, client(1), at: Self.start) == 5)
        meter.charge(1_000, to: client(1), by: Self.rule, nowNanoseconds: Self.start)
        // Two seconds fill the bucket, whatever was charged.
        #expect(takeAll(meter, client(1), at: Self.start + 2_100_000_000) == 20)
    }

    /// The table is small and full of strangers: a client that has used up its bucket gets none of it back by being
    /// driven out, and those that come and go do not make room for it.
    @Test(arguments: UInt64(1)...10) func churnForgivesNobody(seed: UInt64) {
        let meter = ClientMeter(capacity: 16, seed: (seed, seed &* 77))
        var random = SeededGenerator(seed: seed)
        let hot = client(0xffff_ffff)
        var now = Self.start
        var taken = 0
        for _ in 0..<20_000 {
            now += random.next() % 1_000_000
            if random.happens(oneIn: 10) {
                if meter.take(hot, by: Self.rule, nowNanoseconds: now) == 0 { taken += 1 }
            } else {
                _ = meter.take(client(random.next() % 1_000_000), by: Self.rule, nowNanoseconds: now)
            }
        }
        let allowed = 20 + Double(now - Self.start) / 1e9 * 10
        #expect(Double(taken) <= allowed, "seed \(seed)")
    }

    /// Whoever comes new takes the place of the bucket with most tokens, so that the hottest are remembered longest.
    @Test func theColdestGoesFirst() {
        let meter = ClientMeter(capacity: 16, seed: (3, 4))
        let hot = client(1)
        meter.charge(20, to: hot, by: Self.rule, nowNanoseconds: Self.start)
        // Each new one is charged with what the coldest has, and one more: a set heats up one by one.
        for number in 100..<140 as Range<UInt64> {
            meter.charge(1, to: client(number), by: Self.rule, nowNanoseconds: Self.start)
        }
        #expect(meter.wait(of: hot, by: Self.rule, nowNanoseconds: Self.start) > 0)
        #expect(takeAll(meter, hot, at: Self.start) == 0)
    }

    /// 10,000 clients that ask for one request each take hardly anything from one that comes later.
    @Test func passersByLeaveRoomForOthers() {
        let meter = ClientMeter(capacity: 4096, seed: (5, 6))
        for number in 0..<10_000 as Range<UInt64> {
            _ = meter.take(client(number), by: Self.rule, nowNanoseconds: Self.start)
        }
        var least = 20
        for number in 50_000..<50_100 as Range<UInt64> {
            least = min(least, takeAll(meter, client(number), at: Self.start))
        }
        #expect(least >= 12)
    }

    @Test func aClockSetBackDoesNoHarm() {
        let meter = ClientMeter(capacity: 16, seed: (1, 2))
        #expect(takeAll(meter, client(1), at: Self.start * 1_000_000) == 20)
        #expect(takeAll(meter, client(1), at: Self.start) == 0)
        #expect(takeAll(meter, client(1), at: Self.start + 2_100_000_000) == 20)
        #expect(takeAll(meter, client(2), at: 0) == 20)
    }

    /// Workers that ask at once get no more than one would, but for the place that two may give to a new client.
    @Test func workersShareTheBuckets() async {
        let meter = ClientMeter(capacity: 1024, seed: (7, 8))
        let client = client(9)
        _ = meter.take(client, by: Self.rule, nowNanoseconds: Self.start)
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    (0..<1_000).count { _ in meter.take(client, by: Self.rule, nowNanoseconds: Self.start) == 0 }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == 19)
    }
}
