import Testing

@testable import GatehouseAudit

struct ConnectionFactsTests {
    @Test func cleartextHasNoMembersOfTLS() {
        let facts = ConnectionFacts(listener: "redirect", peer: AddressText("[2001:db8::1]:4711"))
        #expect(
            String(decoding: facts.members, as: UTF8.self)
                == #","listener":"redirect","peer":"[2001:db8::1]:4711""#)
    }

    @Test func hostileServerNamesStayInTheirMember() {
        let facts = ConnectionFacts(
            listener: "public", peer: AddressText("192.0.2.1:1"), serverName: "a\",\"peer\":\"10.0.0.1\n\0")
        #expect(
            String(decoding: facts.members, as: UTF8.self)
                == ##","listener":"public","sni":"a\u0022,\u0022peer\u0022:\u002210.0.0.1\u000a\u0000","peer":"192.0.2.1:1""##
        )
    }
}
