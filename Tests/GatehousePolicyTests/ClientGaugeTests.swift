import TestSupport
import Testing

@testable import GatehousePolicy

@Suite struct ClientGaugeTests {
    private func client(_ number: UInt64) -> ClientNetwork {
        ClientNetwork(of: IPAddress(high: 0x2001_0db8_0000_0000 | number << 8, low: 1))
    }

    @Test func aClientHasUpToItsLimit() {
        let gauge = ClientGauge(rowCount: 1024, seed: (1, 2))
        #expect(gauge.take(3, for: client(1), upTo: 5))
        #expect(!gauge.take(3, for: client(1), upTo: 5))
        #expect(gauge.take(2, for: client(1), upTo: 5))
        #expect(gauge.amount(of: client(1)) == 5)
        #expect(gauge.take(5, for: client(2), upTo: 5))
        gauge.give(3, of: client(1))
        #expect(gauge.take(3, for: client(1), upTo: 5))
    }

    @Test func whatIsRefusedIsNotCounted() {
        let gauge = ClientGauge(rowCount: 16, seed: (1, 2))
        for _ in 0..<1_000 { #expect(!gauge.take(10, for: client(1), upTo: 9)) }
        #expect(gauge.amount(of: client(1)) == 0)
    }

    /// At random: nobody has more than its limit, nobody is taken for smaller than it is, and all comes back.
    @Test(arguments: UInt64(1)...20) func nobodyHasMoreThanItsLimit(seed: UInt64) {
        let gauge = ClientGauge(rowCount: 64, seed: (seed, seed << 7))
        var random = SeededGenerator(seed: seed)
        var held = [UInt64: Int]()
        for _ in 0..<5_000 {
            let number = random.next() % 100
            let mine = held[number, default: 0]
            if random.happens(oneIn: 2), mine > 0 {
                let amount = Int(random.next() % UInt64(mine)) + 1
                gauge.give(amount, of: client(number))
                held[number] = mine - amount
            } else {
                let amount = Int(random.next() % 8)
                if gauge.take(amount, for: client(number), upTo: 30) { held[number] = mine + amount }
            }
            #expect(held[number, default: 0] <= 30)
            #expect(gauge.amount(of: client(number)) >= held[number, default: 0])
        }
        for (number, amount) in held { gauge.give(amount, of: client(number)) }
        for number in 0..<100 as Range<UInt64> { #expect(gauge.amount(of: client(number)) == 0) }
    }

    /// Many clients at their limit hardly ever stand in the way of one that has nothing.
    @Test func othersAreSeldomInTheWay() {
        let gauge = ClientGauge(rowCount: 16_384, seed: (9, 8))
        for number in 0..<100 as Range<UInt64> { #expect(gauge.take(512, for: client(number), upTo: 512)) }
        let refused = (1_000..<11_000 as Range<UInt64>).count { !gauge.take(1, for: client($0), upTo: 512) }
        #expect(refused <= 5)
    }

    @Test func workersShareTheLimit() async {
        let gauge = ClientGauge(rowCount: 64, seed: (1, 2))
        let client = client(1)
        let taken = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { (0..<1_000).count { _ in gauge.take(1, for: client, upTo: 100) } }
            }
            return await group.reduce(0, +)
        }
        #expect(taken <= 100 && taken > 90)
        #expect(gauge.amount(of: client) == taken)
    }
}
