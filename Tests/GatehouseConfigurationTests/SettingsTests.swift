import GatehouseHTTP
import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

/// What the sections of the file turn into; that each key refuses nonsense is shown by `EveryOptionTests`.
struct SettingsTests {
    private func document(_ old: String, _ new: String) throws -> ConfigurationDocument {
        try Fixtures.document(Fixtures.replacing(old, with: new))
    }

    @Test(arguments: [("auto", WorkerSettings.automatic), ("1", .count(1)), ("256", .count(256))])
    func workers(_ text: String, _ expected: WorkerSettings) throws {
        #expect(try Fixtures.document(Fixtures.complete + "workers: \(text)\n").workers == expected)
    }

    @Test(arguments: ["0", "257", "-1", "1.5", "\"2\"", "Auto", "[1]"])
    func workersOutOfRange(_ text: String) {
        #expect(Fixtures.problems(in: Fixtures.complete + "workers: \(text)\n").count == 1)
    }

    @Test func drain() throws {
        #expect(try Fixtures.document(Fixtures.complete + "drain: {deadline: 0ms}\n").drain.deadline == .zero)
        #expect(try Fixtures.document(Fixtures.complete).drain.grace == .zero)
        #expect(try Fixtures.document(Fixtures.complete + "drain: {grace: 25s}\n").drain.grace == .seconds(25))
        #expect(Fixtures.problems(in: Fixtures.complete + "drain: {deadline: 3601s}\n").count == 1)
    }

    @Test func listenerOverTLS() throws {
        let tls =
            "tls: {certificates: [gateway], default_certificate: gateway, minimum_version: TLSv1.3, "
            + "ticket_rotation: 1h}"
        let service = try document("tls: {certificates: [gateway]}", tls).listeners[0].service
        let expected = ListenerSettings.TLS(
            certificates: ["gateway"], defaultCertificate: "gateway", minimumVersion: .tls13,
            ticketRotation: .seconds(3600), clientCertificates: nil)
        #expect(service == .tls(expected))
    }

    @Test func listenerThatAsksForCertificates() throws {
        func clients(_ text: String) throws -> ListenerSettings.ClientCertificates? {
            let tls = "tls: {certificates: [gateway], client_certificates: {\(text)}}"
            guard case .tls(let settings) = try document("tls: {certificates: [gateway]}", tls).listeners[0].service
            else { return nil }
            return settings.clientCertificates
        }
        let least = try #require(try clients("ca: p.pem"))
        #expect(least.authoritiesPath == "p.pem" && least.revocationsPath == nil && least.names == [])
        #expect(least.isRequired, "the strictest is the default")
        let all = try #require(try clients("ca: p.pem, crl: r.pem, required: false, names: [a.example]"))
        #expect(all.revocationsPath == "r.pem" && !all.isRequired && all.names == ["a.example"])
        #expect(throws: ConfigurationFailure.self) { try clients("required: true") }
    }

    @Test func listenerDefaultsAreTheStrictest() throws {
        guard case .tls(let tls) = try Fixtures.document(Fixtures.complete).listeners[0].service else {
            Issue.record("the fixture's listener serves TLS")
            return
        }
        #expect(tls.defaultCertificate == nil && tls.minimumVersion == .tls12 && tls.ticketRotation == .seconds(43_200))
    }

    @Test func listenerThatRedirects() throws {
        let service = try document("tls: {certificates: [gateway]}", "redirect_to_https: {hosts: [a.example]}")
            .listeners[0].service
        let host = try #require(HostPattern("a.example"))
        #expect(service == .redirect(ListenerSettings.Redirect(port: 443, hosts: [host])))
    }

    @Test(arguments: [
        ("proxy_protocol: {from: [vpc]}", ListenerSettings.Client.proxyProtocol(from: ["vpc"])),
        ("forwarded: {header: x-forwarded-for, from: [vpc]}", .field(.xForwardedFor, from: ["vpc"])),
        ("forwarded: {header: forwarded, from: [vpc, office]}", .field(.forwarded, from: ["vpc", "office"])),
    ])
    func listenerKnowsItsClients(_ text: String, _ expected: ListenerSettings.Client) throws {
        let client = try document("tls: {certificates: [gateway]}", "tls: {certificates: [gateway]}, \(text)")
            .listeners[0].client
        #expect(client == expected)
    }

    @Test func certificateNames() throws {
        let certificate = try document("key: b.pem", "key: b.pem, names: [a.example, \"*.b.example\"]").certificates[0]
        #expect(certificate.serverNames == ["a.example", "*.b.example"])
        #expect(certificate.position == SourcePosition(line: 5, column: 5))
    }

    @Test func upstreamInClearHasDefaults() throws {
        let upstream = try Fixtures.document(Fixtures.complete).upstreams[0]
        #expect(upstream.security == .cleartext && upstream.connections == 2)
        #expect(upstream.deadlines.connect == .seconds(2) && upstream.deadlines.responseHead == .seconds(15))
        #expect(upstream.deadlines.idle == .seconds(30) && upstream.deadlines.keepAlive == .seconds(60))
        #expect(upstream.reconnect == UpstreamSettings.Reconnect(first: .milliseconds(50), longest: .milliseconds(800)))
    }

    @Test func upstreamOverTLSVerifiesTheHostThatItConnectsTo() throws {
        let security = try document("\"127.0.0.1:8080\", protocol: h2c", "\"c.internal:8443\", protocol: h2").upstreams[
            0
        ].security
        #expect(
            security
                == .tls(UpstreamSettings.TLS(authoritiesPath: nil, serverName: nil, clientCertificate: nil)))
    }

    @Test func upstreamHealthHasDefaults() throws {
        #expect(try Fixtures.document(Fixtures.complete).upstreams[0].health == nil)
        let health = try document("protocol: h2c", "protocol: h2c, health: {path: /health}").upstreams[0].health
        let expected = UpstreamSettings.Health(
            path: "/health", interval: .seconds(5), timeout: .seconds(2), healthy: 2, unhealthy: 3,
            statuses: [200...299], failsOpen: false)
        #expect(health == expected)
    }

    @Test func upstreamHealthWithStatuses() throws {
        let health = "protocol: h2c, health: {path: /h, statuses: [200, 204-206], fail_open: true}"
        let found = try document("protocol: h2c", health).upstreams[0].health
        #expect(found?.statuses == [200...200, 204...206])
        #expect(found?.failsOpen == true)
    }

    @Test func upstreamAtSeveralAddresses() throws {
        let several = "addresses: [\"127.0.0.1:8080\", \"c.internal:8081\", \"[::1]:8082\"]"
        let found = try document("address: \"127.0.0.1:8080\"", several).upstreams[0].addresses
        #expect(found.map(\.description) == ["127.0.0.1:8080", "c.internal:8081", "[::1]:8082"])
    }

    @Test func upstreamOverTLSWithEverything() throws {
        let tls =
            "protocol: h2, tls: {ca: ca.pem, server_name: x.internal, client_certificate: {chain: c.pem, key: d.pem}}"
        let client = UpstreamSettings.ClientCertificate(chainPath: "c.pem", keyPath: "d.pem")
        let expected = UpstreamSettings.TLS(
            authoritiesPath: "ca.pem", serverName: "x.internal", clientCertificate: client)
        #expect(try document("protocol: h2c", tls).upstreams[0].security == .tls(expected))
    }

    @Test func keyRing() throws {
        let keys =
            "{id: one, spki: AAAA, not_before: 2026-01-01T00:00:00Z}, "
            + "{id: two, file: b.pem, not_after: \"1970-01-01T00:00:01Z\"}"
        let ring = try document("{id: one, file: k.pem}", keys).keyRings[0]
        #expect(ring.keys.map(\.source) == [.inline(base64: "AAAA"), .file(path: "b.pem")])
        #expect(ring.keys.map(\.notBeforeSeconds) == [1_767_225_600, nil])
        #expect(ring.keys.map(\.notAfterSeconds) == [nil, 1])
        #expect(try document("scheme: fluent", "scheme: fluent, accept_legacy_md5: true").keyRings[0].acceptsLegacyMD5)
    }

    @Test(arguments: [
        ("require: none", RouteSettings.Exposure.public, RouteSettings.Requirement.none),
        ("require: {signature: fluent}", .public, .signature("fluent")),
    ])
    func publicRoute(_ text: String, _ exposure: RouteSettings.Exposure, _ requirement: RouteSettings.Requirement)
        throws
    {
        let route = try document("require: none", text).routes[0]
        #expect(route.exposure == exposure && route.requirement == requirement && route.methods == [.post])
    }

    @Test func privateRouteNeedsNoFurtherRequirement() throws {
        let route = try document("exposure: public, require: none", "exposure: {private: [vpc, office]}").routes[0]
        #expect(route.exposure == .private(networks: ["vpc", "office"]) && route.requirement == .none)
    }

    @Test func signedBodyMayBeAsLargeAsMemoryAllows() throws {
        let route = try document("require: none", "require: {signature: fluent}, body_limit: 16MiB").routes[0]
        #expect(route.bodyLimit == RouteSettings.maximumSignedBody)
        #expect(try document("require: none", "require: none, body_limit: 1GiB").routes[0].bodyLimit == .gibibytes(1))
    }

    @Test(arguments: [
        ("{target: 256B}", true), ("{target: 255B}", false), ("{head: 256KiB}", true), ("{head: 257KiB}", false),
        ("{fields: 8}", true), ("{fields: 7}", false), ("{streams: 1000}", true), ("{streams: 1001}", false),
        ("{stream_window: 65535B}", false), ("{stream_window: 2MiB, connection_window: 2MiB}", true),
        ("{deadlines: {idle: 100ms}}", true), ("{deadlines: {idle: 99ms}}", false),
        ("{deadlines: {handshake: 1h}}", true),
    ])
    func limitsHaveBounds(_ text: String, _ isGood: Bool) {
        #expect(Fixtures.problems(in: Fixtures.complete + "limits: \(text)\n").isEmpty == isGood)
    }

    @Test func auditDefaultsKeepEvidence() throws {
        let audit = try Fixtures.document(Fixtures.complete + "audit: {records: a.jsonl, access: none, queue: 64KiB}\n")
            .audit
        let expected = AuditSettings(
            records: .file(path: "a.jsonl"), access: nil, queue: .kibibytes(64),
            rotation: .init(size: .mebibytes(64), age: .seconds(86_400)),
            retention: .init(files: 1000, size: .gibibytes(8), age: .seconds(7_776_000)),
            synchronization: .interval(.seconds(1)), onFailure: .proceed, flood: .init(full: 1000, window: .seconds(10))
        )
        #expect(audit == expected)
    }

    @Test func auditFilesAndFailures() throws {
        let text =
            "audit: {rotate: {size: 1MiB}, keep: {files: 3, age: 24h}, fsync: each, on_failure: refuse, "
            + "aggregate: {full: 1, window: 1s}}\n"
        let audit = try Fixtures.document(Fixtures.complete + text).audit
        #expect(audit.rotation == AuditSettings.Rotation(size: .mebibytes(1), age: .seconds(86_400)))
        #expect(audit.retention == .init(files: 3, size: .gibibytes(8), age: .seconds(86_400)))
        #expect(audit.synchronization == .each && audit.onFailure == .refuse)
        #expect(audit.flood == .init(full: 1, window: .seconds(1)))
    }

    @Test(arguments: [
        ("{rotate: none}", true), ("{rotate: daily}", false), ("{rotate: {size: 1KiB}}", false),
        ("{rotate: {age: 59s}}", false), ("{fsync: none}", true), ("{fsync: {interval: 10ms}}", true),
        ("{fsync: {}}", false), ("{fsync: always}", false), ("{on_failure: ignore}", false),
        ("{keep: {files: 0}}", false),
        ("{keep: none}", false), ("{aggregate: {full: 0}}", false), ("{aggregate: {window: 999ms}}", false),
    ])
    func auditHasBounds(_ text: String, _ isGood: Bool) {
        #expect(Fixtures.problems(in: Fixtures.complete + "audit: \(text)\n").isEmpty == isGood)
    }
}
