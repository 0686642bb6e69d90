import GatehousePolicy
import Testing

@testable import GatehouseAudit

struct ClientPrefixTests {
    @Test(arguments: [
        ("192.0.2.77:443", "192.0.2.0/24"), ("[2001:db8:1:2::3]:1", "2001:db8:1::/48"), ("[::1]:65535", "::/48"),
        ("[::ffff:192.0.2.77]:1", "192.0.2.0/24"),
    ])
    func isTheNeighbourhoodOfThePeer(_ peer: String, _ expected: String) {
        #expect(ClientPrefix(ofPeer: peer.utf8.span)?.text == expected)
    }

    @Test(arguments: ["", ":", "192.0.2.1", "[::1]", "x:1", "[]:1", "[:1"])
    func otherTextsHaveNone(_ peer: String) {
        #expect(ClientPrefix(ofPeer: peer.utf8.span) == nil)
    }
}
