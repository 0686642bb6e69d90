import GatehousePolicy
import Testing

@testable import GatehouseProxy

struct OffenceRuleTests {
    private let rule = OffenceRule(barringCount: 3, forgivenessMilliseconds: 1_000)
    private let meter = ClientMeter(capacity: 16, seed: (1, 2))
    private let client = ClientNetwork(of: IPAddress(ipv4: 0x0a00_0001))

    private func standing(atMilliseconds time: UInt64) -> ClientStanding {
        rule.standing(
            afterOffences: meter.missingTokens(of: client, by: rule.rate, nowNanoseconds: time * 1_000_000))
    }

    private func offend(atMilliseconds time: UInt64) {
        meter.charge(to: client, by: rule.rate, nowNanoseconds: time * 1_000_000)
    }

    @Test func offencesAddUpAndAreForgivenOneByOne() {
        #expect(standing(atMilliseconds: 10_000) == .good)
        var standings: [ClientStanding] = []
        for _ in 0..<3 {
            offend(atMilliseconds: 10_000)
            standings.append(standing(atMilliseconds: 10_000))
        }
        #expect(standings == [.probation, .probation, .barred])
        #expect(
            [10_900, 11_100, 12_900, 13_100].map { standing(atMilliseconds: $0) } == [
                .barred, .probation, .probation, .good,
            ])
    }

    /// However long it goes on, the last of it is forgiven in the time that the first few take.
    @Test func noMoreThanTheBarringCountIsRemembered() {
        for _ in 0..<1_000 { offend(atMilliseconds: 10_000) }
        #expect(standing(atMilliseconds: 10_900) == .barred)
        #expect(standing(atMilliseconds: 11_100) == .probation)
        #expect(standing(atMilliseconds: 13_100) == .good)
    }

    @Test func othersAreNotAsked() {
        for _ in 0..<3 { offend(atMilliseconds: 10_000) }
        let other = ClientNetwork(of: IPAddress(ipv4: 0x0a00_0002))
        #expect(meter.missingTokens(of: other, by: rule.rate, nowNanoseconds: 10_000_000_000) == 0)
    }

    @Test func aRuleBarsAfterOneOffenceAtLeast() {
        let strict = OffenceRule(barringCount: 0, forgivenessMilliseconds: 1_000)
        #expect(strict.standing(afterOffences: 0) == .good)
        #expect(strict.standing(afterOffences: 1) == .barred)
    }
}
