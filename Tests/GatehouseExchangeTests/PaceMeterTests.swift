import GatehouseExchange
import TestSupport
import Testing

@Suite struct PaceMeterTests {
    /// 1,000 bytes a second, 10 s of grace.
    private static let rule = PaceMeter.Rule(nanosecondsPerByte: 1_000_000, graceMilliseconds: 10_000)
    private static let second: UInt64 = 1_000_000_000
    private static let start: UInt64 = 5_000_000_000

    /// What the deadline is after each of these steps, in milliseconds from the start.
    private func deadlines(_ steps: [(milliseconds: UInt64, total: UInt64, isOwing: Bool)]) -> [UInt64] {
        var meter = PaceMeter()
        return steps.map { step in
            let due = meter.note(
                total: step.total, isOwing: step.isOwing, nowNanoseconds: Self.start + step.milliseconds * 1_000_000,
                rule: Self.rule)
            return (due - Self.start) / 1_000_000
        }
    }

    @Test func whoStopsHasTheGrace() {
        #expect(deadlines([(0, 0, true), (4_000, 0, true)]) == [10_000, 10_000])
    }

    @Test func aByteGivesBackItsTimeAndNoMore() {
        #expect(deadlines([(0, 0, true), (9_000, 1, true), (9_500, 2, true)]) == [10_000, 10_001, 10_002])
    }

    @Test func whoIsFastIsNeverInDanger() {
        #expect(deadlines([(0, 0, true), (1_000, 5_000, true), (2_000, 10_000, true)]) == [10_000, 11_000, 12_000])
    }

    /// Sending much at once earns no right to a longer pause.
    @Test func nothingIsSavedUp() {
        #expect(deadlines([(0, 1_000_000_000, true), (9_000, 1_000_000_000, true)]) == [10_000, 10_000])
    }

    @Test func theTimeOfOthersDoesNotCount() {
        let steps: [(UInt64, UInt64, Bool)] = [
            (0, 0, true), (3_000, 0, false), (60_000, 0, true), (61_000, 0, true),
        ]
        #expect(deadlines(steps).dropFirst(2) == [67_000, 67_000])
    }

    /// Being taken from at once, after each byte, is no way to begin anew.
    @Test func trickleRunsOutThoughTheGatewayTakesEachByteAtOnce() {
        var meter = PaceMeter()
        var now = Self.start
        var total: UInt64 = 0
        var due = meter.note(total: 0, isOwing: true, nowNanoseconds: now, rule: Self.rule)
        while now < due {
            total += 1
            _ = meter.note(total: total, isOwing: false, nowNanoseconds: now, rule: Self.rule)
            due = meter.note(total: total, isOwing: true, nowNanoseconds: now + 1_000, rule: Self.rule)
            now += Self.second / 10
        }
        #expect(now - Self.start < 11 * Self.second)
    }

    @Test func aClockSetBackDoesNoHarm() {
        var meter = PaceMeter()
        _ = meter.note(total: 0, isOwing: true, nowNanoseconds: Self.start, rule: Self.rule)
        let due = meter.note(total: 0, isOwing: true, nowNanoseconds: Self.start - 4 * Self.second, rule: Self.rule)
        #expect(due == Self.start + 6 * Self.second)
        let later = meter.note(total: 0, isOwing: true, nowNanoseconds: Self.start + Self.second, rule: Self.rule)
        #expect(later == Self.start + 10 * Self.second)
    }

    @Test(arguments: [(UInt64(0), UInt64(0)), (0, .max), (.max, .max), (1, .max)])
    func anyNumbersMakeARule(rate: UInt64, grace: UInt64) {
        let perByte = PaceMeter.Rule.nanosecondsPerByte(atBytesPerSecond: rate)
        let rule = PaceMeter.Rule(nanosecondsPerByte: perByte, graceMilliseconds: grace)
        var meter = PaceMeter()
        _ = meter.note(total: 0, isOwing: true, nowNanoseconds: 1, rule: rule)
        _ = meter.note(total: .max, isOwing: true, nowNanoseconds: .max / 2, rule: rule)
        #expect(meter.note(total: 0, isOwing: true, nowNanoseconds: .max / 2, rule: rule) >= .max / 2)
    }

    @Test func arrearsAreWhatIsUsedOfTheGrace() {
        var meter = PaceMeter()
        #expect(meter.arrears(nowNanoseconds: Self.start, rule: Self.rule) == 0)
        _ = meter.note(total: 0, isOwing: true, nowNanoseconds: Self.start, rule: Self.rule)
        let later = Self.start + 3 * Self.second
        #expect(meter.arrears(nowNanoseconds: later, rule: Self.rule) == 3 * Self.second)
        #expect(meter.arrears(nowNanoseconds: later + 100 * Self.second, rule: Self.rule) == 10 * Self.second)
        _ = meter.note(total: 2_000, isOwing: true, nowNanoseconds: later, rule: Self.rule)
        #expect(meter.arrears(nowNanoseconds: later, rule: Self.rule) == Self.second)
        #expect(meter.arrears(nowNanoseconds: Self.start, rule: Self.rule) == Self.second)
        _ = meter.note(total: 2_000, isOwing: false, nowNanoseconds: later, rule: Self.rule)
        #expect(meter.arrears(nowNanoseconds: later + Self.second, rule: Self.rule) == 0)
    }

    @Test func withoutARateAnyByteWillDo() {
        let rule = PaceMeter.Rule(
            nanosecondsPerByte: PaceMeter.Rule.nanosecondsPerByte(atBytesPerSecond: 0), graceMilliseconds: 10_000)
        var meter = PaceMeter()
        var now = Self.start
        for total in 0..<10 as Range<UInt64> {
            let due = meter.note(total: total, isOwing: true, nowNanoseconds: now, rule: rule)
            #expect(due == now + 10 * Self.second)
            now += 9 * Self.second
        }
    }

    /// At random: whoever keeps up the rate lives, whoever is at half of it does not.
    @Test(arguments: UInt64(1)...20) func theRateIsWhatDecides(seed: UInt64) {
        #expect(!runsOut(bytesPerStep: 1_200, seed: seed))
        #expect(runsOut(bytesPerStep: 500, seed: seed))
    }

    /// Sends at about each second for five minutes.
    private func runsOut(bytesPerStep: UInt64, seed: UInt64) -> Bool {
        var random = SeededGenerator(seed: seed)
        var meter = PaceMeter()
        var now = Self.start
        var total: UInt64 = 0
        var due = meter.note(total: 0, isOwing: true, nowNanoseconds: now, rule: Self.rule)
        for _ in 0..<300 {
            now += Self.second / 2 + random.next() % Self.second
            if now > due { return true }
            total += bytesPerStep
            due = meter.note(total: total, isOwing: true, nowNanoseconds: now, rule: Self.rule)
        }
        return false
    }
}
