import Testing

@testable import GatehouseAudit

struct RouteFactsTests {
    @Test func routesWithoutRequirementHaveNoScheme() {
        let facts = RouteFacts(id: "health", exposure: "private", signatureScheme: nil, upstreamName: "connector")
        #expect(
            String(decoding: facts.members, as: UTF8.self)
                == #","route":"health","exposure":"private","upstream":"connector""#)
    }

    @Test func routesWithRequirementHaveTheirScheme() {
        let facts = RouteFacts(id: "hook", exposure: "public", signatureScheme: "fluent", upstreamName: "connector")
        #expect(
            String(decoding: facts.members, as: UTF8.self)
                == #","route":"hook","exposure":"public","scheme":"fluent","upstream":"connector""#)
    }
}
