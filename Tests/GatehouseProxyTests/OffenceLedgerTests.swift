import GatehousePolicy
import Testing

@testable import GatehouseProxy

struct OffenceLedgerTests {
    private let rule = OffenceRule(barringCount: 3, forgivenessMilliseconds: 1_000, largestCount: 4, capacity: 100)
    private let client = IPAddress(ipv4: 0x0a00_0001)
    private let second: UInt64 = 1_000_000_000

    @Test func nobodyIsKnownAtFirst() {
        let ledger = OffenceLedger(rule)
        #expect(ledger.standing(of: client, at: 0) == .good)
        #expect(ledger.count == 0)
    }

    @Test func offencesAddUpAndAreForgivenOneByOne() {
        var ledger = OffenceLedger(rule)
        var standings: [OffenceLedger.Standing] = []
        for _ in 0..<3 {
            ledger.note(client, at: 10 * second)
            standings.append(ledger.standing(of: client, at: 10 * second))
        }
        #expect(standings == [.probation, .probation, .barred])
        let later = [UInt64(11), 12, 13].map { ledger.standing(of: client, at: $0 * second) }
        #expect(later == [.probation, .probation, .good])
    }

    @Test func noMoreThanTheLargestCountIsRemembered() {
        var ledger = OffenceLedger(rule)
        for _ in 0..<1_000 { ledger.note(client, at: 0) }
        #expect(ledger.standing(of: client, at: 1 * second) == .barred)
        #expect(ledger.standing(of: client, at: 2 * second) == .probation)
        #expect(ledger.standing(of: client, at: 4 * second) == .good)
    }

    @Test func anIPv6ClientIsItsSubnet() {
        var ledger = OffenceLedger(rule)
        for low in 0..<3 { ledger.note(IPAddress(high: 0x2001_0db8_0000_0001, low: UInt64(low)), at: 0) }
        #expect(ledger.standing(of: IPAddress(high: 0x2001_0db8_0000_0001, low: 99), at: 0) == .barred)
        #expect(ledger.standing(of: IPAddress(high: 0x2001_0db8_0000_0002, low: 0), at: 0) == .good)
        #expect(ledger.standing(of: IPAddress(ipv4: 0x0a00_0002), at: 0) == .good)
    }

    @Test func memoryIsBounded() {
        var ledger = OffenceLedger(rule)
        for number in 0..<10_000 { ledger.note(IPAddress(ipv4: UInt32(number)), at: UInt64(number)) }
        #expect(ledger.count == 100)
        // What is forgiven makes room first.
        ledger.note(client, at: 100 * second)
        #expect(ledger.count == 1)
    }
}
