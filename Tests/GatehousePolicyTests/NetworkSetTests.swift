import GatehousePolicy
import TestSupport
import Testing

@Suite struct NetworkSetTests {
    @Test func emptySetContainsNothing() {
        #expect(NetworkSet.empty.isEmpty)
        #expect(!NetworkSet.empty.contains(IPAddress(ipv4: 0)))
        #expect(!NetworkSet.empty.contains(IPAddress(high: 0, low: 0)))
    }

    @Test func joinsOverlappingAndAdjacentNetworks() throws {
        let joined = try networks(["10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16", "10.0.0.0/8"])
        #expect(NetworkSet(joined) == NetworkSet(try networks(["10.0.0.0/8"])))
    }

    @Test func everyIPv6NetworkLeavesIPv4Out() throws {
        for text in ["::/0", "::/64", "::/80"] {
            let set = NetworkSet(try networks([text]))
            #expect(!set.contains(IPAddress(ipv4: 0)), "\(text)")
            #expect(!set.contains(IPAddress(ipv4: .max)), "\(text)")
            #expect(set.contains(IPAddress(high: 0, low: 1)), "\(text)")
        }
        let both = NetworkSet(try networks(["::/0", "10.0.0.0/8"]))
        #expect(both.contains(IPAddress(ipv4: 0x0a00_0001)))
        #expect(!both.contains(IPAddress(ipv4: 0x0b00_0001)))
        #expect(both.contains(IPAddress(high: .max, low: .max)))
    }

    @Test func agreesWithAskingEachNetwork() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<40 {
            let members = (0..<Int(random.next() % 30)).compactMap { _ in Network(randomNetwork(&random)) }
            let set = NetworkSet(members)
            for _ in 0..<100 {
                let address = randomAddress(&random, near: members)
                #expect(set.contains(address) == members.contains { $0.contains(address) }, "\(members) \(address)")
            }
        }
    }

    /// Bounds of networks and their neighbours, where an off-by-one would show.
    private func randomAddress(_ random: inout SeededGenerator, near members: [Network]) -> IPAddress {
        guard !members.isEmpty, !random.happens(oneIn: 4) else { return IPAddress(ipv4: UInt32(random.next() >> 32)) }
        let network = random.pick(members)
        let bound = random.happens(oneIn: 2) ? network.base : network.last
        return IPAddress(high: bound.high, low: bound.low &+ random.next() % 3 &- 1)
    }

    private func randomNetwork(_ random: inout SeededGenerator) -> String {
        let length = random.next() % 33
        let bits = length == 0 ? 0 : UInt32(truncatingIfNeeded: random.next()) << UInt32(32 - length)
        guard random.happens(oneIn: 3) else { return "\(IPAddress(ipv4: bits))/\(length)" }
        return "\(IPAddress(high: UInt64(bits) << 32, low: 0))/\(length)"
    }

    private func networks(_ texts: [String]) throws -> [Network] {
        try texts.map { try #require(Network($0)) }
    }
}
