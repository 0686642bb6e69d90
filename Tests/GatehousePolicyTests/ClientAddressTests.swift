import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehousePolicy

@Suite struct ClientAddressTests {
    private static let proxies = NetworkSet(["10.0.0.0/8", "fd00::/8"].compactMap { Network($0) })

    /// `Tests/Adversarial/forwarded.tsv`: the field, then its lines parted by `|`; what a trusted peer makes of them.
    @Test(arguments: AdversarialTable.rows("forwarded"))
    func resolvesAsTheTableSays(row: AdversarialTable.Row) {
        let text = String(decoding: row.input, as: UTF8.self)
        let name = String(text.prefix { $0 != ":" })
        let lines = text.dropFirst(name.count + 1).split(separator: "|", omittingEmptySubsequences: false)
        let header: ForwardedRule.Header = name == "forwarded" ? .forwarded : .xForwardedFor
        let rule = ForwardedRule(header: header, trusted: Self.proxies)
        let result = resolve("10.0.0.1", fields: lines.map { (name, String($0)) }, rule: rule)
        #expect(result == row.expected)
    }

    @Test func ignoresTheFieldFromOthers() {
        for header in [ForwardedRule.Header.xForwardedFor, .forwarded] {
            let rule = ForwardedRule(header: header, trusted: Self.proxies)
            let fields = [("x-forwarded-for", "10.0.0.9"), ("forwarded", "for=10.0.0.9")]
            #expect(resolve("198.51.100.7", fields: fields, rule: rule) == "198.51.100.7")
            #expect(resolve("198.51.100.7", fields: [("x-forwarded-for", ",,,")], rule: rule) == "198.51.100.7")
        }
    }

    @Test func believesNobodyWithoutARule() {
        #expect(resolve("10.0.0.1", fields: [("x-forwarded-for", "192.0.2.1")], rule: .none) == "10.0.0.1")
        let rule = ForwardedRule(header: .none, trusted: Self.proxies)
        #expect(resolve("10.0.0.1", fields: [("x-forwarded-for", "192.0.2.1")], rule: rule) == "10.0.0.1")
    }

    @Test func readsOnlyTheFieldOfTheRule() {
        let fields = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.2"), ("x-real-ip", "192.0.2.3")]
        let forwarded = ForwardedRule(header: .forwarded, trusted: Self.proxies)
        let xForwardedFor = ForwardedRule(header: .xForwardedFor, trusted: Self.proxies)
        #expect(resolve("10.0.0.1", fields: fields, rule: forwarded) == "192.0.2.1")
        #expect(resolve("10.0.0.1", fields: fields, rule: xForwardedFor) == "192.0.2.2")
        // A proxy that is trusted to name the client and does not is no client itself.
        #expect(resolve("10.0.0.1", fields: [("x-forwarded-for", "192.0.2.2")], rule: forwarded) == "denied")
        #expect(resolve("10.0.0.1", fields: [], rule: xForwardedFor) == "denied")
    }

    @Test func trustsMappedPeersAsTheirIPv4Address() {
        let rule = ForwardedRule(header: .xForwardedFor, trusted: Self.proxies)
        #expect(resolve("::ffff:10.0.0.1", fields: [("x-forwarded-for", "192.0.2.2")], rule: rule) == "192.0.2.2")
    }

    @Test func skipsRemovedFields() throws {
        var fields = FieldBlock()
        fields.append(.xForwardedFor, value: "192.0.2.1")
        fields.append(.xForwardedFor, value: "192.0.2.2")
        fields.remove(at: 1)
        let peer = try #require(IPAddress("10.0.0.1"))
        let rule = ForwardedRule(header: .xForwardedFor, trusted: Self.proxies)
        let client = try ClientAddress.resolve(peer: peer, fields: fields, rule: rule)
        #expect(client.address == IPAddress("192.0.2.1"))
    }

    @Test func saysWhereTheAddressIsFrom() throws {
        var fields = FieldBlock()
        fields.append(.xForwardedFor, value: "192.0.2.1")
        fields.append(.forwarded, value: "for=192.0.2.1")
        let peer = try #require(IPAddress("10.0.0.1"))
        let rules: [(ForwardedRule.Header, ClientAddress.Derivation)] = [
            (.xForwardedFor, .xForwardedFor), (.forwarded, .forwarded), (.none, .proxyProtocol),
        ]
        for (header, derivation) in rules {
            let rule = ForwardedRule(header: header, trusted: Self.proxies)
            let client = try ClientAddress.resolve(peer: peer, from: .proxyProtocol, fields: fields, rule: rule)
            #expect(client.derivation == derivation)
        }
        let direct = try ClientAddress.resolve(peer: peer, fields: fields, rule: .none)
        #expect(direct.derivation == .peer)
    }

    @Test func neverTrapsOnRandomValues() {
        var random = SeededGenerator(seed: 5)
        let pieces = [
            "for=", "\"", "\\", ";", ",", " ", "10.0.0.1", "192.0.2.1", "[", "]", ":", "::1", "_x", "unknown", "=",
        ]
        for _ in 0..<5000 {
            let value = (0..<Int(random.next() % 9)).map { _ in random.pick(pieces) }.joined()
            for (name, header) in [("forwarded", ForwardedRule.Header.forwarded), ("x-forwarded-for", .xForwardedFor)] {
                let rule = ForwardedRule(header: header, trusted: Self.proxies)
                // The proxy's own element at the end decides, whatever the client wrote on a line before it.
                let own = header == .forwarded ? "for=203.0.113.5" : "203.0.113.5"
                let result = resolve("10.0.0.1", fields: [(name, value), (name, own)], rule: rule)
                #expect(result == "203.0.113.5", "\(value)")
                _ = resolve("10.0.0.1", fields: [(name, value)], rule: rule)
            }
        }
    }

    /// The client's address, or `denied`.
    private func resolve(_ peer: String, fields: [(String, String)], rule: ForwardedRule) -> String {
        guard let peer = IPAddress(peer) else { return "the test's peer is malformed" }
        var block = FieldBlock()
        for (name, value) in fields { block.append(name: name, value: value) }
        do {
            return try ClientAddress.resolve(peer: peer, fields: block, rule: rule).address.description
        } catch {
            return error.reason == .clientAddressUnknown ? "denied" : error.reason.rawValue
        }
    }
}
