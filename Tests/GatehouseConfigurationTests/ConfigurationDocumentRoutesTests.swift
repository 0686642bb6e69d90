import GatehouseHTTP
import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

struct ConfigurationDocumentRoutesTests {
    @Test func aPrivateSignedRouteBecomesItsDefinition() throws {
        let text = try Fixtures.replacing(
            "exposure: public, require: none",
            with: "exposure: {private: [vpc]}, require: {signature: fluent}, deadlines: {response_head: 3s}")
        let definition = try #require(try Fixtures.document(text).routeDefinitions().first)
        let network = try #require(Network("10.0.0.0/8"))
        #expect(definition.id == "hook" && definition.hosts == [.any] && definition.methods == [.post])
        #expect(definition.path == PathPattern("/hook"))
        #expect(definition.exposure == .private(NetworkSet([network]), names: ["vpc"]))
        #expect(definition.requirement == .signature(verifier: 0, name: "fluent"))
        #expect(definition.upstreamIndex == 0 && definition.maximumBodyBytes == 262_144)
    }

    @Test func deadlinesComeFromTheRouteThenTheUpstreamThenTheLimits() throws {
        let text = try Fixtures.replacing("require: none", with: "require: none, deadlines: {response_head: 3s}")
            .replacing("protocol: h2c", with: "protocol: h2c, deadlines: {connect: 1s, response_head: 9s, idle: 7s}")
        let document = try Fixtures.document(text + "limits: {deadlines: {request_body: 11s}}\n")
        let expected = RouteDeadlines(
            connectMilliseconds: 1000, responseHeadMilliseconds: 3000, idleMilliseconds: 7000,
            requestBodyMilliseconds: 11_000)
        #expect(document.routeDefinitions().map(\.deadlines) == [expected])
    }

    @Test func networksOfSeveralNamesAreJoined() throws {
        let set = try Fixtures.document(Fixtures.complete).networkSet(named: ["vpc", "office"])
        let contained = try ["10.1.2.3", "192.0.2.9", "198.51.100.1"].map { set.contains(try #require(IPAddress($0))) }
        #expect(contained == [true, true, false])
    }

    /// The seed's case: the webhook for all, two private corners, and nothing else.
    @Test(arguments: [
        ("/api/v1/fluent-connect/webhook", "fluent-webhook"), ("/api/v1/fluent-connect/scheduler/add/a", "scheduler"),
        ("/actuator", "actuator"), ("/actuator/health", "actuator"), ("/actuator/health/readiness", "actuator"),
        ("/api/v1/fluent-connect/scheduler/add", nil), ("/api/v1/fluent-connect/scheduler/add/a/b", nil),
        ("/api/v1/fluent-connect/webhook/", nil), ("/api/v1/fluent-connect/external-system/webhook", nil), ("/", nil),
        ("/actuatorx", nil), ("/ACTUATOR/health", nil),
    ])
    func theConnectorPolicyNamesThreeRoutes(_ path: String, _ id: String?) throws {
        let document = try ConfigurationDocument(
            reading: Fixtures.bytes(at: "policies/connector.yaml"), file: "policies/connector.yaml")
        let table = try RouteTable(document.routeDefinitions())
        #expect(table.routes.count == 3)
        #expect(table.route(host: "localhost".utf8.span, path: path.utf8.span)?.id == id)
    }

    @Test func theConnectorPolicyIsClosedWhereItShouldBe() throws {
        let document = try ConfigurationDocument(
            reading: Fixtures.bytes(at: "policies/connector.yaml"), file: "policies/connector.yaml")
        #expect(document.routes.map(\.methods) == [[.post], [.post], [.get]])
        #expect(document.routes.map(\.exposure) == [.public, .private(networks: ["vpc"]), .private(networks: ["vpc"])])
        #expect(document.routes.map(\.requirement) == [.signature("fluent"), .none, .none])
        // Whatever stands in X-Forwarded-For, a client is who it connects as.
        #expect(document.listeners.map(\.client) == [.peer])
        #expect(document.certificates[0].chainPath == "policies/../certs/dev/server-ecdsa.cert.pem")
    }
}
