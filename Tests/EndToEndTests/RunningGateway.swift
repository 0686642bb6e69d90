import Foundation
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport
import Testing

@testable import gatehouse

/// `gatehouse run` as a process of its own, over a folder of files that the test changes. Ended with its owner.
final class RunningGateway {
    struct NotStarted: Error {
        let log: String
    }

    let folder: URL
    let connector: StandInConnector
    let authority: DevelopmentAuthority
    /// Lines at the end of the policy.
    private let more: String
    private let process = Process()
    private(set) var address = SocketAddress.loopback(port: 0)

    static let names: [CertificateName] = [.dns("localhost")]
    static var now: Int64 { Clock.wallSeconds() }

    /// - Parameters:
    ///   - options: more for the listener's `tls`.
    ///   - upstream: more for the upstream.
    ///   - host: in the upstream's address; nil: as a number.
    ///   - audit: the section `audit`.
    ///   - more: lines at the end of the policy.
    ///   - files: that lie beside the policy.
    ///   - authority: nil makes one.
    ///   - answer: of the connector.
    /// - Throws: when the process does not start.
    init(
        options: String = "", upstream: String = "", host: String? = nil,
        audit: String = "{records: audit.jsonl, access: none}", more: String = "", files: [String: String] = [:],
        authority: DevelopmentAuthority? = nil,
        answer: @escaping StandInConnector.Answering = ConnectorAnswer.connectSDK
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.more = "audit: \(audit)\n" + more
        connector = try StandInConnector(answer: answer)
        try connector.start()
        self.authority = try authority ?? DevelopmentAuthority(validSeconds: (Self.now - 60)...(Self.now + 90 * 86_400))
        for (name, text) in files { try write(name, text) }
        try put(try pair())
        try write("policy.yaml", policy(options: options, upstream: upstream, host: host))
        try start()
    }

    deinit {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        connector.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: Files

    func policy(
        options: String = "", methods: String = "GET, POST", port: UInt16 = 0, upstream: String = "",
        host: String? = nil
    ) -> String {
        """
        version: 1
        workers: 2
        listeners:
          - {name: https, address: "127.0.0.1:\(port)", tls: {certificates: [edge]\(options)}}
        certificates:
          - {name: edge, chain: chain.pem, key: key.pem}
        upstreams:
          - {name: connector, address: "\(host ?? "127.0.0.1"):\(connector.address.port)", protocol: h2c\(upstream)}
        routes:
          - {id: all, hosts: ["*"], path: /**, methods: [\(methods)], exposure: public, require: none, upstream: connector}

        """ + more
    }

    func path(_ name: String) -> String { folder.path + "/" + name }

    /// In place.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }

    func text(_ name: String) -> String {
        (try? String(contentsOf: URL(filePath: path(name)), encoding: .utf8)) ?? ""
    }

    func pair(
        _ algorithm: KeyAlgorithm = .ecdsa(.p256), from other: DevelopmentAuthority? = nil,
        valid: ClosedRange<Int64>? = nil
    ) throws -> CertificatePair {
        try (other ?? authority).issue(
            names: Self.names, algorithm: algorithm, validSeconds: valid ?? (Self.now - 60)...(Self.now + 80 * 86_400))
    }

    func put(_ pair: CertificatePair) throws {
        try write("chain.pem", pair.certificatePEM)
        try write("key.pem", pair.privateKeyPEM)
    }

    // MARK: Process

    private func start() throws {
        process.executableURL = Self.executable
        process.arguments = ["run", "--config", path("policy.yaml"), "--pid-file", path("gateway.pid")]
        try write("log", "")
        process.standardError = try FileHandle(forWritingTo: URL(filePath: path("log")))
        try process.run()
        guard wait(milliseconds: 20_000, until: { self.text("gateway.pid.status").contains("outcome=started") }),
            let port = text("log").firstMatch(of: /address=127\.0\.0\.1:([0-9]+)/).flatMap({ UInt16($0.1) })
        else { throw NotStarted(log: text("log")) }
        address = .loopback(port: port)
    }

    /// Beside the bundle of the tests.
    private static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "gatehouse")
    }

    /// `gatehouse` with these arguments, to its end.
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// As SIGTERM ends it.
    ///
    /// - Returns: the exit status; -1 when a signal ended it.
    func end() throws -> Int32 {
        process.terminate()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -1
    }

    func reload() throws -> (status: Int32, output: String) {
        try run(["reload", "--pid", path("gateway.pid")])
    }

    /// - Returns: whether it came true in time.
    func wait(milliseconds: UInt64, until isTrue: () -> Bool) -> Bool {
        let deadline = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
        while Clock.monotonicNanoseconds() < deadline {
            if isTrue() { return true }
            usleep(5_000)
        }
        return isTrue()
    }

    /// Audit records with this event.
    func records(_ event: String) -> [Substring] {
        text("audit.jsonl").split(separator: "\n").filter { $0.contains("\"event\":\"\(event)\"") }
    }

    // MARK: Clients

    /// Trusts the gateway's first authority, or another one.
    func client(trusting trusted: DevelopmentAuthority? = nil) throws -> TourClient {
        try TourClient(server: address, authoritiesPEM: (trusted ?? authority).pair.certificatePEM)
    }
}
