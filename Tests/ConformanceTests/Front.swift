import Foundation
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseCrypto
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport
import Logging
import TestSupport

@testable import gatehouse

/// The whole gateway in this process, on a port of its own, before a recording connector: the policy of the
/// conformance trials, with its public route `/open/**`.
final class Front {
    static let serverName = "connector.test"

    let connector: RecordingConnector
    let port: UInt16
    private let gateway: Gateway
    private let trails: Trails
    private let folder: URL
    private let http1: TLSClientContext
    private let http2: TLSClientContext
    private var isStopped = false

    /// - Parameters:
    ///   - version: what the gateway speaks to the connector.
    ///   - secure: over TLS, which the connector does not speak.
    ///   - greeting: what the connector says first.
    /// - Throws: when the gateway cannot be prepared or started.
    init(upstream version: RecordingConnector.Version, secure: Bool = false, greeting: [UInt8] = []) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-front-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        connector = try RecordingConnector(version, greeting: greeting)
        let materials = try Self.materials.get()
        for (name, text) in materials { try Self.write(text, to: folder, name) }
        let authorityPEM = materials["ca.pem"] ?? ""
        http1 = try Self.client(.http11, trusting: authorityPEM)
        http2 = try Self.client(.http2, trusting: authorityPEM)
        let policy = Self.policy(folder: folder.path, connectorPort: connector.port, Self.wire(version, secure))
        let preparation = try Preparation(reading: Array(policy.utf8), file: "\(folder.path)/policy.yaml")
        let silent = Logger(label: "front") { _ in SwiftLogNoOpLogHandler() }
        trails = try Trails(TrailSettings(preparation.document.audit), logger: silent)
        gateway = Gateway(snapshot: preparation.snapshot, workerCount: 1, trails: trails)
        try gateway.start()
        port = gateway.boundAddresses[0].port
    }

    private static func client(_ version: ApplicationProtocol, trusting pem: String) throws -> TLSClientContext {
        var settings = TLSClientSettings()
        settings.authoritiesPEM = pem
        settings.applicationProtocols = [version]
        return try TLSClientContext(settings)
    }

    /// Certificates and the webhook key under the names that the policy has for them. Made once: keys take their time.
    private static let materials = Result { () throws -> [String: String] in
        let now = Clock.wallSeconds()
        let valid = (now - 3_600)...(now + 86_400)
        let authority = try DevelopmentAuthority(validSeconds: valid)
        let names: [CertificateName] = [.dns(serverName), .dns("*.\(serverName)")]
        var materials = ["ca.pem": authority.pair.certificatePEM]
        for (kind, algorithm) in [("ecdsa", KeyAlgorithm.ecdsa(.p256)), ("rsa", .rsa(bits: 2048))] {
            let pair = try authority.issue(names: names, algorithm: algorithm, validSeconds: valid)
            materials["server-\(kind).pem"] = pair.certificatePEM
            materials["server-\(kind)-key.pem"] = pair.privateKeyPEM
        }
        materials["webhook.pem"] = try PrivateKey.generate(.rsa(bits: 2048)).publicKey.pem
        return materials
    }

    private static func write(_ text: String, to folder: URL, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// `Conformance/fixtures/policy.yaml.template` with its names filled in.
    private static func policy(
        folder: String, connectorPort: UInt16, _ wire: String
    ) -> String {
        let values = [
            "${port}": "0", "${folder}": folder, "${webhook_key}": "\(folder)/webhook.pem",
            "${upstream}": "    address: 127.0.0.1:\(connectorPort)\n    protocol: \(wire)",
        ]
        var text = RepositoryFile.text("Conformance/fixtures/policy.yaml.template")
        for (name, value) in values { text = text.replacing(name, with: value) }
        return text
    }

    /// The value of `protocol`, and what belongs to it.
    private static func wire(_ version: RecordingConnector.Version, _ secure: Bool) -> String {
        switch (version, secure) {
        case (.http1, false): "http/1.1"
        case (.http2, false): "h2c"
        case (.http1, true): "https/1.1\n    tls: {ca: ca.pem, server_name: \(serverName)}"
        case (.http2, true): "h2\n    tls: {ca: ca.pem, server_name: \(serverName)}"
        }
    }

    /// The authority that clients ask for.
    var authority: String { "\(Self.serverName):\(port)" }

    /// What the names in the tables stand for, in the row with this number.
    func names(row: Int) -> [String: String] {
        ["N": "row\(row)", "HOST": authority, "NAME": Self.serverName, "PORT": String(port)]
    }

    /// A new connection.
    func connect(_ version: RecordingConnector.Version) throws -> WireClient {
        try WireClient(port: port, context: version == .http1 ? http1 : http2, serverName: Self.serverName)
    }

    /// Ends the gateway, then the connector.
    ///
    /// - Returns: everything that the connector has received.
    func stop() -> [ArrivedRequest] {
        guard !isStopped else { return connector.arrivals }
        isStopped = true
        gateway.stop()
        gateway.joinWorkers()
        trails.close()
        connector.stop()
        return connector.arrivals
    }

    deinit {
        _ = stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
