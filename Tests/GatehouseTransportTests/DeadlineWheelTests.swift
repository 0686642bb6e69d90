import TestSupport
import Testing

@testable import GatehouseTransport

@Suite struct DeadlineWheelTests {
    private static let tick: UInt64 = 1 << 24

    @Test func firesAfterTheDeadlineNotBefore() {
        var wheel = DeadlineWheel(nowNanoseconds: 1_000)
        wheel.schedule(token: 7, atNanoseconds: 1_000_000_000)
        #expect(wheel.advance(to: 999_999_999) == nil)
        #expect(wheel.advance(to: 1_000_000_000 + Self.tick) == 7)
        #expect(wheel.advance(to: 1_000_000_000 + Self.tick) == nil)
        #expect(wheel.count == 0)
    }

    @Test func laterTurnsWaitForTheirTurn() {
        var wheel = DeadlineWheel(nowNanoseconds: 0)
        let hour: UInt64 = 3_600_000_000_000
        wheel.schedule(token: 1, atNanoseconds: hour)
        var now: UInt64 = 0
        var turns = 0
        while let wake = wheel.nextWakeNanoseconds, wake < hour {
            now = wake
            turns += 1
            #expect(wheel.advance(to: now) == nil)
        }
        #expect(turns < 60)
        #expect(wheel.advance(to: hour + Self.tick) == 1)
    }

    @Test func pastDeadlinesFireAtTheNextTick() {
        var wheel = DeadlineWheel(nowNanoseconds: 10 * Self.tick)
        wheel.schedule(token: 1, atNanoseconds: 0)
        #expect(wheel.advance(to: 10 * Self.tick) == 1)
        wheel.schedule(token: 2, atNanoseconds: 0)
        #expect(wheel.advance(to: 10 * Self.tick) == nil)
        #expect(wheel.advance(to: 11 * Self.tick) == 2)
    }

    @Test func noEntriesNeedNoWaking() {
        var wheel = DeadlineWheel(nowNanoseconds: 5)
        #expect(wheel.nextWakeNanoseconds == nil)
        wheel.schedule(token: 1, atNanoseconds: 100 * Self.tick)
        #expect(wheel.nextWakeNanoseconds == 100 * Self.tick)
    }

    /// Against a list that is searched from end to end: the same tokens, none early, none more than a tick late.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func agreesWithANaiveModel(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var now = random.next() % (1 << 40)
        var wheel = DeadlineWheel(nowNanoseconds: now)
        var model: [UInt64: UInt64] = [:]
        for token in 0..<4_000 as Range<UInt64> {
            let horizon: UInt64 = token % 10 == 0 ? 300_000_000_000 : 5_000_000_000
            let deadline = now + random.next() % horizon
            wheel.schedule(token: token, atNanoseconds: deadline)
            model[token] = deadline
            guard token % 3 == 0 else { continue }
            now += random.next() % (token % 97 == 0 ? 200_000_000_000 : 60_000_000)
            expire(&wheel, &model, now)
        }
        while let wake = wheel.nextWakeNanoseconds {
            now = max(now, wake)
            expire(&wheel, &model, now)
        }
        #expect(model.isEmpty, "seed \(seed)")
    }

    private func expire(_ wheel: inout DeadlineWheel, _ model: inout [UInt64: UInt64], _ now: UInt64) {
        while let token = wheel.advance(to: now) {
            let deadline = model.removeValue(forKey: token)
            #expect(deadline.map { $0 <= now } == true, "early, twice or unknown")
        }
        let overdue = model.values.filter { $0 + Self.tick <= now }
        #expect(overdue.isEmpty, "more than a tick late")
        #expect(wheel.count == model.count)
    }
}
