import GatehouseHTTP
import Testing

@testable import GatehousePolicy
@testable import GatehouseSignatures

@Suite struct RouteTableTests {
    @Test func emptyTableRefusesEverything() throws {
        let table = try RouteTable([])
        for client in [SeedPolicy.publicClient, SeedPolicy.privateClient] {
            #expect(table.answer("/", method: .get, client: client) == .deny(.routeNotFound, route: nil))
            #expect(table.answer("/actuator", method: .get, client: client) == .deny(.routeNotFound, route: nil))
        }
    }

    @Test func asksForTheSignature() throws {
        let target = "/api/v1/fluent-connect/webhook"
        let path = try CanonicalPath(text: target)
        let facts = RequestFacts(method: .post, path: path, client: SeedPolicy.publicClient, isClientProven: false)
        let decision = try SeedPolicy.table().decide(facts, host: "h".utf8.span, target: target.utf8.span)
        guard case .require(let obligation) = decision else {
            Issue.record("expected an obligation")
            return
        }
        #expect(obligation.verifier == 0)
        let body = VerifiedBody(keyID: "k1", scheme: "fluent", byteCount: 3)
        let permit = obligation.discharge(with: body)
        #expect(permit.route === obligation.route)
        #expect(permit.verifiedBody?.keyID == "k1")
    }

    @Test func looksAtTheNetworkBeforeTheMethod() throws {
        let table = try SeedPolicy.table()
        let target = "/actuator/env"
        #expect(
            table.answer(target, method: .delete, client: SeedPolicy.publicClient)
                == .deny(.networkNotAllowed, route: "actuator"))
        #expect(
            table.answer(target, method: .delete, client: SeedPolicy.privateClient)
                == .deny(.methodNotAllowed, route: "actuator"))
        #expect(
            table.answer(target, method: .get, client: SeedPolicy.privateClient)
                == .allow(route: "actuator", sent: Array(target.utf8)))
    }

    @Test func namesTheMethodsOfARoute() throws {
        let table = try SeedPolicy.table()
        let route = try #require(table.route("h", "/actuator"))
        #expect(route.allow == "GET, POST")
        #expect(!route.allows(.head))
    }

    @Test(arguments: ["10.1.2.3", "fd00::1"])
    func admitsEveryPrivateNetwork(address: String) throws {
        let answer = try SeedPolicy.table().answer("/actuator", client: SeedPolicy.client(address))
        #expect(answer.word == "allow")
    }

    @Test(arguments: ["11.1.2.3", "::10.1.2.3", "fe80::1", "127.0.0.1", "::1"])
    func admitsNobodyElse(address: String) throws {
        let answer = try SeedPolicy.table().answer("/actuator", client: SeedPolicy.client(address))
        #expect(answer == .deny(.networkNotAllowed, route: "actuator"))
    }

    @Test func privateToNoNetworkAdmitsNobody() throws {
        let closed = SeedPolicy.definition("closed", path: "/**", exposure: .private(.empty, names: []))
        let answer = try RouteTable([closed]).answer("/", method: .get, client: SeedPolicy.privateClient)
        #expect(answer == .deny(.networkNotAllowed, route: "closed"))
    }

    @Test func hostsAreTriedFromTheNarrowest() throws {
        let table = try RouteTable([
            SeedPolicy.definition("all", path: "/**"),
            SeedPolicy.definition("below", hosts: ["*.example.com"], path: "/a/**"),
            SeedPolicy.definition("name", hosts: ["api.example.com"], path: "/a/b"),
        ])
        let expectations = [
            ("api.example.com", "/a/b", "name"), ("API.Example.COM", "/a/b", "name"),
            ("api.example.com", "/a/c", "below"),
            ("api.example.com", "/c", "all"), ("x.example.com", "/a/b", "below"), ("x.y.example.com", "/a/b", "all"),
            ("example.com", "/a/b", "all"), (".example.com", "/a/b", "all"), ("", "/a/b", "all"),
        ]
        for (host, path, id) in expectations {
            #expect(table.route(host, path)?.id == id, "\(host) \(path)")
        }
    }

    @Test func unknownHostsFindNoRoute() throws {
        let table = try RouteTable([SeedPolicy.definition("name", hosts: ["api.example.com"], path: "/**")])
        for host in ["example.com", "x.api.example.com", "api.example.com.", "api.example.com:443", ""] {
            let answer = table.answer("/a", method: .get, host: host, client: SeedPolicy.publicClient)
            #expect(answer == .deny(.routeNotFound, route: nil), "\(host)")
        }
    }

    @Test func aFinalSlashMustNotReachAnotherRoute() throws {
        let table = try RouteTable([
            SeedPolicy.definition("rest", path: "/a/**"),
            SeedPolicy.definition("guarded", path: "/a/b", exposure: .private(.empty, names: [])),
        ])
        let client = SeedPolicy.publicClient
        #expect(table.answer("/a/b/", method: .get, client: client) == .deny(.readingsDisagree, route: nil))
        #expect(table.answer("/a/c/", method: .get, client: client).word == "allow")
        #expect(table.answer("/a/", method: .get, client: client).word == "allow")
    }

    @Test func refusesATargetThatWasNotJudged() throws {
        let path = try CanonicalPath(text: "/a")
        let facts = RequestFacts(method: .get, path: path, client: SeedPolicy.publicClient, isClientProven: false)
        let table = try RouteTable([SeedPolicy.definition("all", path: "/**")])
        guard case .deny(let denial, route: nil) = table.decide(facts, host: "h".utf8.span, target: "/a/b".utf8.span)
        else {
            Issue.record("expected a denial")
            return
        }
        #expect(denial.reason == .internalError)
    }

    // MARK: Errors of the configuration

    @Test func refusesTwoRoutesWithOneID() {
        #expect(throws: RouteTableError.duplicateID("a")) {
            try RouteTable([SeedPolicy.definition("a", path: "/a"), SeedPolicy.definition("a", path: "/b")])
        }
    }

    @Test func refusesRoutesThatMatchNothing() {
        #expect(throws: RouteTableError.noHosts("a")) {
            try RouteTable([SeedPolicy.definition("a", hosts: [], path: "/a")])
        }
        #expect(throws: RouteTableError.noMethods("a")) {
            try RouteTable([SeedPolicy.definition("a", path: "/a", methods: [])])
        }
    }

    @Test(arguments: [("/a", "/a"), ("/**", "/**"), ("/a/*", "/a/*")])
    func refusesDuplicates(first: String, second: String) {
        #expect(throws: RouteTableError.duplicate(first: "a", second: "b")) {
            try RouteTable([SeedPolicy.definition("a", path: first), SeedPolicy.definition("b", path: second)])
        }
    }

    @Test func refusesOverlapsWithoutANarrowerRoute() {
        #expect(throws: RouteTableError.ambiguous(first: "a", second: "b")) {
            try RouteTable([SeedPolicy.definition("a", path: "/a/*"), SeedPolicy.definition("b", path: "/*/b")])
        }
        // Narrower by host and wider by path: a public host must not take a guarded path over silently.
        #expect(throws: RouteTableError.ambiguous(first: "a", second: "b")) {
            try RouteTable([
                SeedPolicy.definition("a", hosts: ["shop.example"], path: "/**"),
                SeedPolicy.definition("b", path: "/actuator/**", exposure: .private(.empty, names: [])),
            ])
        }
    }

    @Test func samePathOnOtherHostsIsNoDuplicate() throws {
        let table = try RouteTable([
            SeedPolicy.definition("a", hosts: ["a.example", "b.example"], path: "/x"),
            SeedPolicy.definition("b", hosts: ["c.example"], path: "/x"),
        ])
        #expect(table.route("b.example", "/x")?.id == "a")
        #expect(table.route("c.example", "/x")?.id == "b")
    }

    @Test func errorsNameBothRoutes() {
        let text = RouteTableError.ambiguous(first: "shop", second: "actuator").description
        #expect(text.contains("shop") && text.contains("actuator"))
    }
}
