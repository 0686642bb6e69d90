import Foundation
import GatehouseAdmin
import GatehouseTransport
import Logging
import Testing

@testable import gatehouse

/// The real gateway as a process would run it, with an admin socket and a health listener, in front of a stand-in.
final class OperatedGateway {
    let process: GatewayProcess
    let connector: StandInConnector
    let admin: AdminClient
    let place: ControlPlace
    private let repository = try? ScratchRepository()
    private let authorityPEM: String
    let root: String
    let policyFile: String

    /// - Parameters:
    ///   - more: lines at the end of the configuration.
    ///   - resolve: how names are looked up again.
    ///   - upstream: where the upstream is, given the stand-in's address.
    /// - Throws: when it cannot be prepared.
    init(
        _ more: String = "health: {address: \"127.0.0.1:0\", path: /healthz}\n",
        resolve: @escaping AddressWatch.Resolving = AddressWatch.system,
        upstream: (SocketAddress) -> String = { "address: \"\($0)\"" }
    ) throws {
        root = try #require(repository).root
        // Short, as socket paths must be.
        let socket = "/tmp/gatehouse-\(UInt32.random(in: .min ... .max)).sock"
        place = try #require(ControlPlace(socket))
        admin = AdminClient(at: place)
        authorityPEM = try DemoFiles(root: root).authorityPEM
        connector = try StandInConnector { _ in .blank(200) }
        try connector.start()
        let text =
            Self.configuration(upstream(connector.address)) + more + "admin: {listen: \(socket)}\n"
        policyFile = "\(root)/policies/operated.yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: policyFile))
        process = try GatewayProcess(
            Preparation(file: policyFile), policyFile: policyFile,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, resolve: resolve)
    }

    private static func configuration(_ upstream: String) -> String {
        """
        version: 1
        workers: 2
        listeners:
          - {name: https, address: "127.0.0.1:0", tls: {certificates: [gateway]}}
        certificates:
          - {name: gateway, chain: ../certs/dev/server-ecdsa.cert.pem, key: ../certs/dev/server-ecdsa.key.pem}
        networks: {nobody: [192.0.2.0/24]}
        upstreams:
          - {name: connector, \(upstream), protocol: h2c}
        routes:
          - {id: open, hosts: ["*"], path: /open/**, methods: [GET, POST], exposure: public, require: none, upstream: connector}
          - {id: inner, hosts: ["*"], path: /inner, methods: [GET], exposure: {private: [nobody]}, upstream: connector}
        audit: {records: ../audit.jsonl, access: none}

        """
    }

    /// Sends one request as a client.
    func send(_ request: TourRequest) throws -> TourReply {
        try client().send(request)
    }

    /// A client that trusts the gateway; known once it has started.
    func client() throws -> TourClient {
        let server = try #require(process.boundAddresses.first)
        return try TourClient(server: server, authoritiesPEM: authorityPEM)
    }

    /// The health listener's address.
    func health() throws -> AdminClient {
        let found = process.controlAddresses.first { $0.name == "health" }
        return AdminClient(at: .address(try #require(found).address))
    }

    /// Every audit record, once the process has ended.
    func records() throws -> [String] {
        try String(contentsOfFile: "\(root)/audit.jsonl", encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
