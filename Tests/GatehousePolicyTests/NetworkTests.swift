import GatehousePolicy
import Testing

@Suite struct NetworkTests {
    /// The table says `network address`, or a network or address alone that must be refused.
    @Test(arguments: AdversarialTable.rows("networks"))
    func readsNetworksAsTheTableSays(row: AdversarialTable.Row) throws {
        let words = String(decoding: row.input, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        switch row.expected {
        case "address_refused": #expect(IPAddress(String(decoding: row.input, as: UTF8.self)) == nil)
        case "network_refused": #expect(Network(String(decoding: row.input, as: UTF8.self)) == nil)
        case "inside", "outside":
            let network = try #require(Network(String(words[0])))
            let address = try #require(IPAddress(String(words[1])))
            #expect(network.contains(address) == (row.expected == "inside"))
            #expect(NetworkSet([network]).contains(address) == (row.expected == "inside"))
        default: Issue.record("unknown expectation \(row.expected)")
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("10.0.0.1", "10.0.0.1/32"), ("2001:db8::/32", "2001:db8::/32"),
        ("::1", "::1/128"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"), ("::/0", "::/0"),
    ])
    func describesItself(text: String, description: String) {
        #expect(Network(text)?.description == description)
    }

    @Test func knowsItsLastAddress() {
        #expect(Network("10.0.0.0/8")?.last == IPAddress("10.255.255.255"))
        #expect(Network("::/0")?.last == IPAddress("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
    }
}
