import ArgumentParser
import Foundation
import GatehouseTLS
import GatehouseTransport
import Testing

@testable import gatehouse

@Suite struct ProbeTests {
    private static let patience: UInt64 = 5_000_000_000

    @Test func aGatewayAnswersAndWritesNothingDown() throws {
        let repository = try ScratchRepository()
        let setting = try DemoSetting(root: repository.root, port: 0)
        defer { RecordsFolder.remove(setting.records) }
        let demo = try Demo(setting: setting, root: repository.root)
        try demo.start()
        let trusted = Probe.Identity(serverName: "localhost", authoritiesPEM: setting.files.authorityPEM)
        try Self.probe(demo.address, nil).run()
        try Self.probe(demo.address, trusted).run()
        demo.stop()
        for trail in ["access", "audit"] {
            let lines = try String(contentsOfFile: "\(setting.records)/\(trail).jsonl", encoding: .utf8)
            #expect(!lines.contains(#""peer""#), "\(trail): \(lines)")
        }
    }

    @Test func aCertificateThatClientsWouldRefuseIsNoAnswer() throws {
        let repository = try ScratchRepository()
        let setting = try DemoSetting(root: repository.root, port: 0)
        defer { RecordsFolder.remove(setting.records) }
        let demo = try Demo(setting: setting, root: repository.root)
        try demo.start()
        // The system does not know the demo's authority.
        let untrusted = Probe.Identity(serverName: "localhost", authoritiesPEM: nil)
        #expect(Self.handshakeFailure(Self.probe(demo.address, untrusted)) == .certificateRefused)
        // No certificate carries this name; the policy's default one is shown.
        let unknown = Probe.Identity(serverName: "unknown.test", authoritiesPEM: setting.files.authorityPEM)
        #expect(Self.handshakeFailure(Self.probe(demo.address, unknown)) == .certificateRefused)
        demo.end()
    }

    @Test func aClosedPortIsNoAnswer() throws {
        let failure = Self.failure(Self.probe(try Self.closedPort(), nil))
        guard case .system(let error) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.isUnreachable)
    }

    /// The system accepts for a process that has stopped turning: only a handshake can tell.
    @Test func aListenerThatNeverAcceptsIsFoundOutByAHandshakeOnly() throws {
        let listener = SilentListener(try Socket.listening(on: .loopback(port: 0)))
        let address = try #require(listener.address)
        #expect(Self.failure(Self.probe(address, nil)) == nil)
        let identity = Probe.Identity(serverName: "localhost", authoritiesPEM: nil)
        let probe = Probe(address: address, identity: identity, timeoutNanoseconds: 50_000_000)
        #expect(Self.failure(probe) == .timedOut)
    }

    @Test func authoritiesHaveToBeCertificates() throws {
        let listener = SilentListener(try Socket.listening(on: .loopback(port: 0)))
        let identity = Probe.Identity(serverName: "localhost", authoritiesPEM: "no certificate")
        #expect(Self.failure(Self.probe(try #require(listener.address), identity)) == .unusableAuthorities)
    }

    @Test(arguments: [
        ["--address", "localhost:8443"], ["--address", "127.0.0.1"], ["--address", "127.0.0.1:1", "--ca", "ca.pem"],
        ["--address", "127.0.0.1:1", "--timeout", "0"], ["--address", "127.0.0.1:1", "--timeout", "61"], [],
    ])
    func theCommandLineIsChecked(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { _ = try ProbeCommand.parse(arguments) }
        #expect(error.map { ProbeCommand.exitCode(for: $0).rawValue } == ExitStatus.usage.rawValue)
    }

    private static func probe(_ address: SocketAddress, _ identity: Probe.Identity?) -> Probe {
        Probe(address: address, identity: identity, timeoutNanoseconds: patience)
    }

    private static func failure(_ probe: Probe) -> Probe.Failure? {
        do {
            try probe.run()
            return nil
        } catch {
            return error
        }
    }

    private static func handshakeFailure(_ probe: Probe) -> TLSFailure.Kind? {
        guard case .handshake(let failure) = failure(probe) else { return nil }
        return failure.kind
    }

    /// A port that was free a moment ago and that nobody listens on.
    private static func closedPort() throws -> SocketAddress {
        let listener = SilentListener(try Socket.listening(on: .loopback(port: 0), sharesPort: false))
        return try #require(listener.address)
    }
}

/// Keeps a listener open that nobody accepts from.
private final class SilentListener {
    private let socket: Socket

    init(_ socket: consuming Socket) {
        self.socket = socket
    }

    var address: SocketAddress? { socket.localAddress }
}
