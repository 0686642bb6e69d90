import Foundation
import GatehouseAudit
import GatehouseCertificates
import GatehouseCrypto
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseSignatures
import GatehouseTLS
import GatehouseTransport
import Logging
import Synchronization

@testable import GatehouseProxy

/// A running gateway of one worker on loopback, in front of a connector that a test scripts.
final class Bench {
    static let certificates = BenchCertificates()
    static let signingKey: PrivateKey = {
        guard let key = try? PrivateKey.generate(.rsa(bits: 1024)) else { fatalError("no key could be made") }
        return key
    }()

    let connector: TestConnector
    private let gateway: Gateway
    private let trails: Trails
    private let folder: URL
    private var isStopped = false
    private var snapshot: Snapshot
    private let makeSnapshot:
        (_ ports: [UInt16], _ trustGeneration: UInt64, _ digest: UInt8, _ former: Snapshot?) throws -> Snapshot

    /// A running gateway in front of a connector that does what `behaviour` says; see `TestConnector`.
    ///
    /// `otherPorts` are further endpoints of the connector.
    init(
        deadlines: RouteDeadlines = Bench.deadlines, limits: ProxyLimits = Bench.limits,
        maximumConnections: Int = 4, maximumWaiting: Int = 100, firstBackoffMilliseconds: UInt64 = 10_000,
        connectorSettings: HTTP2Settings = HTTP2Settings(), otherPorts: [UInt16] = [],
        version: UpstreamTarget.Version = .http2,
        listener settings: BenchListener = BenchListener(), rate: RouteRate = RouteRate(), memory: MemoryWatch? = nil,
        health: HealthCheck? = nil, ejection: EjectionRule = Bench.ejection, flood: FloodSettings = .standard,
        logger: Logger? = nil,
        _ behaviour: @escaping TestConnector.Behaviour
    ) throws {
        connector = try TestConnector(settings: connectorSettings, behaviour)
        makeSnapshot = { ports, trustGeneration, digest, former in
            let endpoints = ports.map { EndpointTarget(address: .loopback(port: $0), serverName: "localhost") }
            let target = UpstreamTarget(
                name: "connector", endpoints: endpoints, security: .cleartext, version: version,
                maximumConnections: maximumConnections, maximumWaiting: maximumWaiting, connectMilliseconds: 2_000,
                idleMilliseconds: 60_000, firstBackoffMilliseconds: firstBackoffMilliseconds,
                lastBackoffMilliseconds: firstBackoffMilliseconds, health: health, ejection: ejection,
                slowStartMilliseconds: 0)
            let key = try WebhookKey(id: "first", publicKey: Self.signingKey.publicKey)
            let listener = ListenerTarget(
                name: "test", address: .loopback(port: 0), service: .gateway(Self.certificates.server),
                proxyProtocolPeers: settings.proxyProtocolPeers, forwardedRule: settings.forwardedRule,
                maximumConnections: settings.maximumConnections, trustGeneration: trustGeneration)
            return Snapshot(
                routes: try RouteTable(Self.routes(deadlines, rate)),
                verifiers: [FluentVerifier(name: "fluent", keys: [key], acceptsLegacyMD5: false)], upstreams: [target],
                listeners: [listener], limits: limits, policyDigest: SHA256Value(bytes: InlineArray(repeating: digest)),
                following: former)
        }
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var settings = TrailSettings(
            audit: .file(folder.appendingPathComponent("audit").path),
            access: .file(folder.appendingPathComponent("access").path))
        settings.flood = flood
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        trails = try Trails(settings, logger: logger ?? silent)
        snapshot = try makeSnapshot([connector.port] + otherPorts, 0, 7, nil)
        gateway = Gateway(
            snapshot: snapshot, workerCount: 1, trails: trails,
            memory: memory ?? MemoryWatch { 0 })
        try gateway.start()
    }

    static let deadlines = RouteDeadlines(
        connectMilliseconds: 3_000, responseHeadMilliseconds: 3_000, idleMilliseconds: 3_000,
        requestBodyMilliseconds: 3_000)

    /// For tests that are not about time.
    static let patience = RouteDeadlines(
        connectMilliseconds: 60_000, responseHeadMilliseconds: 60_000, idleMilliseconds: 60_000,
        requestBodyMilliseconds: 60_000)

    static let ejection = EjectionRule(failureCount: 1_000, firstMilliseconds: 5_000, longestMilliseconds: 60_000)

    static var limits: ProxyLimits {
        var limits = ProxyLimits()
        limits.lingerMilliseconds = 200
        limits.drainMilliseconds = 4_000
        return limits
    }

    private static func routes(_ deadlines: RouteDeadlines, _ rate: RouteRate) -> [RouteDefinition] {
        var open = definition("open", "/open/**", [.get, .post, .head], .none, deadlines)
        let webhook = definition("webhook", "/webhook", [.post], .signature(verifier: 0, name: "fluent"), deadlines)
        open?.rate = rate
        return [open, webhook].compactMap { $0 }
    }

    private static func definition(
        _ id: String, _ path: String, _ methods: [GatehouseHTTP.Method], _ requirement: Requirement,
        _ deadlines: RouteDeadlines
    ) -> RouteDefinition? {
        guard let pattern = PathPattern(path) else { return nil }
        return RouteDefinition(
            id: id, hosts: [.any], path: pattern, methods: methods, exposure: .public, requiresClientCertificate: false,
            requirement: requirement,
            upstreamIndex: 0, maximumBodyBytes: 64 << 20, deadlines: deadlines)
    }

    var port: UInt16 { gateway.boundAddresses.first?.port ?? 0 }

    func drain() { gateway.drain() }

    /// Has the gateway use another snapshot: with other endpoints, another trust, another digest.
    func replace(connectorPorts: [UInt16]? = nil, trustGeneration: UInt64 = 0, digest: UInt8 = 7) throws {
        snapshot = try makeSnapshot(connectorPorts ?? [connector.port], trustGeneration, digest, snapshot)
        gateway.replace(snapshot)
        let limit = Clock.monotonicNanoseconds() + 5_000_000_000
        while !gateway.isReplacementComplete, Clock.monotonicNanoseconds() < limit { usleep(1_000) }
    }

    /// The numbers of the worker.
    func metrics() -> MetricsSnapshot {
        guard let reporter = try? gateway.makeReporter() else { return WorkerMetrics(MetricLayout()).snapshot() }
        return reporter.report(withinMilliseconds: 5_000).metrics
    }

    /// Waits until the condition holds.
    ///
    /// - Returns: whether it did within ten seconds.
    func wait(until isDone: () -> Bool) -> Bool {
        let limit = Clock.monotonicNanoseconds() + 10_000_000_000
        while !isDone() {
            guard Clock.monotonicNanoseconds() < limit else { return false }
            usleep(1_000)
        }
        return true
    }

    func join() { gateway.joinWorkers() }

    /// Stops everything; what was recorded is on the disk then.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        gateway.stop()
        gateway.joinWorkers()
        trails.close()
        connector.stop()
    }

    /// Stops, and reads the access records.
    func accessRecords() throws -> [String] { try records("access") }

    /// Stops, and reads the audit records.
    func auditRecords() throws -> [String] { try records("audit") }

    private func records(_ name: String) throws -> [String] {
        stop()
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// How the listener knows its clients, and how many it takes.
struct BenchListener {
    var proxyProtocolPeers: NetworkSet?
    var forwardedRule = ForwardedRule.none
    var maximumConnections = 1_000
}

/// An authority, a server certificate for `gateway.test`, and contexts for both ends.
struct BenchCertificates: Sendable {
    let server: TLSServerContext
    private let authorityPEM: String

    init() {
        do {
            let now = Int64(Date().timeIntervalSince1970)
            let valid = now - 3_600...now + 86_400
            let authority = try DevelopmentAuthority(validSeconds: valid)
            let leaf = try authority.issue(
                names: [.dns("gateway.test")], algorithm: .ecdsa(.p256), validSeconds: valid)
            let pair = GatehouseTLS.CertificatePair(
                id: "test", certificateChainPEM: leaf.certificatePEM, privateKeyPEM: SecretText(leaf.privateKeyPEM))
            server = try TLSServerContext(TLSServerSettings(pairs: [pair]), ticketKeys: TicketKeys())
            authorityPEM = authority.pair.certificatePEM
        } catch {
            fatalError("the certificates of the tests cannot be made: \(error)")
        }
    }

    func client(_ applicationProtocol: ApplicationProtocol) throws -> TLSClientContext {
        var settings = TLSClientSettings()
        settings.authoritiesPEM = authorityPEM
        settings.applicationProtocols = [applicationProtocol]
        settings.resumesSessions = false
        return try TLSClientContext(settings)
    }
}
