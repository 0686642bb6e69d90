import GatehouseAudit
import GatehouseCertificates
import GatehouseCrypto
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseSignatures
import GatehouseTLS
import GatehouseTransport
import Logging

@testable import GatehouseProxy

/// What every play on the stage has in common: a policy in two versions, a signed webhook, and somewhere for records.
struct Scenery: Sendable {
    /// Nil when it cannot be made, which a finding then says.
    static let shared = try? Scenery()

    let trails: Trails
    /// The policy, and the one that follows it: one endpoint is replaced.
    let snapshots: [Snapshot]
    /// The same with checks of the endpoints.
    let checkedSnapshots: [Snapshot]
    let signedBody: [UInt8]
    let signature: String

    static let host = "gateway.test"
    static let healthPath = "/healthz"
    /// Bytes of held bodies that the worker allows: two webhooks, and not three.
    static let maximumHeldBytes = 1_000
    static let maximumConnections = 2
    static let maximumWaiting = 3

    private init() throws {
        var settings = TrailSettings(audit: .file("/dev/null"), access: .file("/dev/null"))
        settings.flood = FloodSettings.standard
        trails = try Trails(settings, logger: Logger(label: "stage") { _ in SwiftLogNoOpLogHandler() })
        let folder = "Tests/GatehouseSignaturesTests/Vectors"
        signedBody = Repository.bytes(of: "\(folder)/body.json") ?? []
        signature = String(
            decoding: (Repository.bytes(of: "\(folder)/fluent-signature.base64") ?? []).filter { $0 > 0x20 },
            as: UTF8.self)
        let text = String(decoding: Repository.bytes(of: "\(folder)/public-key.pem") ?? [], as: UTF8.self)
        let verifier = FluentVerifier(
            name: "fluent", keys: [try WebhookKey(id: "vector", publicKey: PublicKey(parsing: text))],
            acceptsLegacyMD5: false)
        let tls = try Self.makeServerContext()
        let health = HealthCheck(
            path: Self.healthPath, intervalMilliseconds: 2_000, timeoutMilliseconds: 1_000, healthyCount: 1,
            unhealthyCount: 2, statuses: [200...299], failsOpen: false)
        func make(_ health: HealthCheck?) throws -> [Snapshot] {
            try [[1_001, 1_002], [1_001, 1_003]].map { try Self.makeSnapshot($0, health, verifier, tls) }
        }
        snapshots = try make(nil)
        checkedSnapshots = try make(health)
    }

    /// Never used: the stage is in clear, but a gateway's listener has it.
    private static func makeServerContext() throws -> TLSServerContext {
        let valid: ClosedRange<Int64> = 1_700_000_000...1_800_000_000
        let authority = try DevelopmentAuthority(validSeconds: valid)
        let leaf = try authority.issue(names: [.dns(host)], algorithm: .ecdsa(.p256), validSeconds: valid)
        let pair = GatehouseTLS.CertificatePair(
            id: "stage", certificateChainPEM: leaf.certificatePEM, privateKeyPEM: SecretText(leaf.privateKeyPEM))
        return try TLSServerContext(TLSServerSettings(pairs: [pair]), ticketKeys: TicketKeys())
    }

    private static func makeSnapshot(
        _ ports: [UInt16], _ health: HealthCheck?, _ verifier: FluentVerifier, _ tls: TLSServerContext
    ) throws -> Snapshot {
        var limits = ProxyLimits()
        limits.maximumHeldBytes = maximumHeldBytes
        limits.lingerMilliseconds = 500
        limits.keepAliveMilliseconds = 20_000
        limits.upstreamHTTP2.initialWindowBytes = 8_192
        limits.downstreamHTTP2.initialWindowBytes = 8_192
        limits.downstreamHTTP2.maximumConcurrentStreams = 6
        let listener = ListenerTarget(
            name: "stage", address: .loopback(port: 443), service: .gateway(tls), proxyProtocolPeers: nil,
            forwardedRule: .none, maximumConnections: 5)
        return Snapshot(
            routes: try RouteTable(routes), verifiers: [verifier],
            upstreams: [
                target("two", ports, .http2, health), target("one", [2_001], .http1, health),
            ],
            listeners: [listener], limits: limits, policyDigest: SHA256Value(bytes: InlineArray(repeating: 1)))
    }

    private static func target(
        _ name: String, _ ports: [UInt16], _ version: UpstreamTarget.Version, _ health: HealthCheck?
    ) -> UpstreamTarget {
        UpstreamTarget(
            name: name,
            endpoints: ports.map { EndpointTarget(address: .loopback(port: $0), serverName: "localhost") },
            security: .cleartext, version: version, maximumConnections: maximumConnections,
            maximumWaiting: maximumWaiting, connectMilliseconds: 900, idleMilliseconds: 15_000,
            firstBackoffMilliseconds: 200, lastBackoffMilliseconds: 1_600, health: health,
            ejection: EjectionRule(failureCount: 3, firstMilliseconds: 1_000, longestMilliseconds: 4_000),
            slowStartMilliseconds: 1_000)
    }

    private static var routes: [RouteDefinition] {
        [
            route("two", "/two/**", upstream: 0), route("one", "/one/**", upstream: 1),
            route("inside", "/inside/**", isPrivate: true, upstream: 0),
            route("webhook", "/webhook/*", upstream: 0, isSigned: true),
        ].compactMap { $0 }
    }

    private static func route(
        _ id: String, _ path: String, isPrivate: Bool = false, upstream: Int, isSigned: Bool = false
    ) -> RouteDefinition? {
        guard let pattern = PathPattern(path), let network = Network("10.0.0.0/8") else { return nil }
        return RouteDefinition(
            id: id, hosts: [.any], path: pattern, methods: [.get, .post, .head],
            exposure: isPrivate ? .private(NetworkSet([network]), names: ["inside"]) : .public,
            requiresClientCertificate: false,
            requirement: isSigned ? .signature(verifier: 0, name: "fluent") : .none, upstreamIndex: upstream,
            maximumBodyBytes: 40_000,
            deadlines: RouteDeadlines(
                connectMilliseconds: 1_000, responseHeadMilliseconds: 2_000, idleMilliseconds: 3_000,
                requestBodyMilliseconds: 2_500))
    }
}
