import GatehouseTransport
import Testing

@testable import GatehouseTLS

/// Bugs of other servers, tried here: see `docs/INCIDENTS.md`.
@Suite struct TLSIncidentTests {
    private static let certificates = TestCertificates.shared

    private func server(_ change: (inout ClientTrust) -> Void = { _ in }) throws -> TLSServerContext {
        var trust = ClientTrust(authoritiesPEM: Self.certificates.authority)
        change(&trust)
        var settings = TLSServerSettings(pairs: [Self.certificates.pair("ec-a")])
        settings.clientTrust = trust
        return try TLSServerContext(settings, ticketKeys: TicketKeys())
    }

    private func client(_ name: String?) throws -> TLSClientContext {
        try TestContexts.client { $0.certificatePair = name.map { Self.certificates.pair($0) } }
    }

    /// What becomes of a client; nil: let in.
    private func verdict(
        of name: String?, _ change: (inout ClientTrust) -> Void = { _ in }
    ) throws -> TLSFailure.Kind? {
        try Wire(server(change), client(name)).handshake().server.failure?.kind
    }

    /// CVE-2026-32305: where a hello comes in pieces, no other context with weaker options takes it.
    @Test func fragmentedHelloDoesNotSkipClientCertificates() throws {
        let (near, relay) = try Wire.sockets()
        let (relayed, far) = try Wire.sockets()
        let client = PeerConnection(
            client: near.take(), context: try client(nil), serverName: "a.example.test", buffers: IOBuffers())
        let server = PeerConnection(server: far.take(), context: try server(), buffers: IOBuffers())
        var step = HandshakeStep.needsRead
        try Wire.until {
            !step.isWaiting
        } poll: {
            _ = client.handshake()
            for byte in relay.receive() ?? [] {
                _ = relayed.send([byte])
                if step.isWaiting { step = server.handshake() }
            }
            if step.isWaiting { step = server.handshake() }
            if let answer = relayed.receive(), !answer.isEmpty { _ = relay.send(answer) }
        }
        #expect(step.failure?.kind == .certificateMissing)
    }

    /// CVE-2026-53622, CVE-2026-50149: a name in another case selects what it would in lower case.
    @Test(arguments: ["A.EXAMPLE.TEST", "a.Example.test", "b.EXAMPLE.test"])
    func namesInAnotherCaseSelectTheSame(name: String) throws {
        let wire = try Wire(TestContexts.server(["ec-wild", "ec-a"]), TestContexts.client(), name: name)
        try wire.establish()
        #expect(wire.server.selectedCertificateID == (name.lowercased() == "a.example.test" ? "ec-a" : "ec-wild"))
        #expect(wire.server.covers(name.lowercased()))
        #expect(!wire.server.covers("other.test"))
    }

    /// CVE-2026-47778: a name does not end at a NUL, and does not begin behind one. Our own client would not show such a
    /// certificate, so that the verifier is asked by itself.
    @Test(arguments: ["one.partner.test", "*.partner.test", "*.x.partner.test"])
    func nulInANameIsNoEnd(name: String) throws {
        var trust = ClientTrust(authoritiesPEM: Self.certificates.authority)
        trust.names = [name]
        let verifier = try ClientVerifier(trust)
        #expect(try isNamed("client", by: verifier) == !name.hasPrefix("*.x"))
        #expect(try !isNamed("client-nul", by: verifier))
        #expect(try !isNamed("client-nul-label", by: verifier))
    }

    private func isNamed(_ name: String, by verifier: ClientVerifier) throws -> Bool {
        let certificates = PEMCertificates(Self.certificates.pair(name).certificateChainPEM)
        let first = try unsafe #require(certificates.items.first)
        // Alive as long as `certificates`, which outlives the call.
        return withExtendedLifetime(certificates) { unsafe verifier.isNamed(first) }
    }

    /// RUSTSEC-2026-0049: a list that cannot speak for a certificate lets nobody in.
    @Test func revocationListsFailClosed() throws {
        let good = Self.certificates.revocations
        let lists: [(String, isAdmitted: Bool)] = [
            (good, true), (Self.certificates.strangeRevocations, false), (Self.certificates.endedRevocations, false),
            (good + Self.certificates.strangeRevocations, true), (Self.certificates.strangeRevocations + good, true),
        ]
        for (number, list) in lists.enumerated() {
            #expect(!list.0.isEmpty)
            let expected: TLSFailure.Kind? = list.isAdmitted ? nil : .certificateRefused
            #expect(try verdict(of: "client") { $0.revocationsPEM = list.0 } == expected, "list \(number)")
            #expect(try verdict(of: "client-revoked") { $0.revocationsPEM = list.0 } == .certificateRefused)
        }
    }

    /// RUSTSEC-2026-0098, -0099: an authority that may sign for some names only signs for no others.
    @Test func nameConstraintsHold() throws {
        #expect(try verdict(of: "client-permitted") == nil)
        #expect(try verdict(of: "client-constrained") == .certificateRefused)
    }
}
