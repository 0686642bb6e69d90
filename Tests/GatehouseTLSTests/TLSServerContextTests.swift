import GatehouseCrypto
import Testing

@testable import GatehouseTLS

@Suite struct TLSServerContextTests {
    /// Which pair answers to which name: exact before wildcard, case does not matter, unknown is refused.
    @Test(
        arguments: [
            ("a.example.test", "ec-a"), ("A.EXAMPLE.test", "ec-a"), ("b.example.test", "ec-wild"),
            ("example.test", "ec-wild"), ("other.test", "rsa-other"), ("b.c.example.test", nil), ("other.tes", nil),
            ("x.other.test", nil), ("127.0.0.1", nil),
        ] as [(String, String?)])
    func selectsByName(name: String, expected: String?) throws {
        let server = try TestContexts.server(["ec-wild", "rsa-other", "ec-a"])
        let wire = try Wire(server, TestContexts.client { $0.verifiesPeer = false }, name: name)
        let steps = try wire.handshake()
        #expect(wire.server.selectedCertificateID == expected)
        if expected == nil {
            #expect(steps.server.failure?.kind == .serverNameUnknown)
            #expect(steps.client.failure?.kind == .alertReceived)
            #expect(steps.client.failure?.alert == 112)
        } else {
            #expect(steps.server == .established)
            #expect(wire.server.serverName == name.lowercased())
        }
    }

    @Test(arguments: ["unknown.test", "127.0.0.1"])
    func aDefaultServesTheOthers(name: String) throws {
        let server = try TestContexts.server(["ec-wild", "ec-a"], defaults: ["ec-a"])
        let wire = try Wire(server, TestContexts.client { $0.verifiesPeer = false }, name: name)
        try wire.establish()
        #expect(wire.server.selectedCertificateID == "ec-a")
        #expect(wire.server.covers("a.example.test"))
        #expect(!wire.server.covers("unknown.test"))
    }

    @Test func bothKindsOfKeyStandSideBySide() throws {
        let server = try TestContexts.server(["rsa-a", "ec-a"])
        let wire = try Wire(server, TestContexts.client())
        try wire.establish()
        #expect(wire.server.selectedCertificateID == "ec-a")
        let old = try Wire(server, TestContexts.client { $0.resumesSessions = false })
        old.client.restrict(toSignatures: "RSA-PSS+SHA256")
        try old.establish()
        #expect(old.server.selectedCertificateID == "rsa-a")
    }

    @Test func refusesSettingsThatCannotServe() throws {
        let certificates = TestCertificates.shared
        #expect(throws: TLSContextError.pairMissing) { try TestContexts.server([]) }
        #expect(throws: TLSContextError.nameAmbiguous(name: "a.example.test", first: "ec-a", second: "ec-expired")) {
            try TestContexts.server(["ec-a", "ec-expired"])
        }
        #expect(throws: TLSContextError.defaultPairInvalid(id: "x")) {
            try TestContexts.server(["ec-a"], defaults: ["x"])
        }
        #expect(throws: TLSContextError.subjectNameMalformed(id: "ec-nul")) { try TestContexts.server(["ec-nul"]) }
        #expect(throws: TLSContextError.nameMissing(id: "ec-nameless")) { try TestContexts.server(["ec-nameless"]) }
        #expect(throws: TLSContextError.keyKindRefused(id: "ed-a")) { try TestContexts.server(["ed-a"]) }
        #expect {
            try TestContexts.server(["rsa-small"])
        } throws: { error in
            if case .pairRefused(id: "rsa-small", detail: _)? = error as? TLSContextError { true } else { false }
        }
        for (change, expected) in [
            ({ $0.certificateChainPEM = "no certificate" }, .certificateMalformed(id: "ec-a")),
            (
                { $0.certificateChainPEM += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
                .certificateMalformed(id: "ec-a")
            ),
            ({ $0.privateKeyPEM = SecretText("") }, .keyMalformed(id: "ec-a")),
            ({ $0.privateKeyPEM = certificates.pair("ec-wild").privateKeyPEM }, .keyMismatch(id: "ec-a")),
            ({ $0.serverNames = ["b.example.test"] }, .nameNotCovered(id: "ec-a")),
            ({ $0.serverNames = ["a..test"] }, .nameMalformed(id: "ec-a")),
        ] as [((inout CertificatePair) -> Void, TLSContextError)] {
            var pair = certificates.pair("ec-a")
            change(&pair)
            #expect(throws: expected) {
                try TLSServerContext(TLSServerSettings(pairs: [pair]), ticketKeys: TicketKeys())
            }
        }
    }

    @Test func newContextsServeNewConnectionsOnly() throws {
        var context = try TestContexts.server(["ec-a"], generation: 1)
        let old = try Wire(context, TestContexts.client())
        context = try TestContexts.server(["rsa-a"], generation: 2)
        let new = try Wire(context, TestContexts.client())
        try old.establish()
        try new.establish()
        #expect(old.server.selectedCertificateID == "ec-a")
        #expect(old.server.contextGeneration == 1)
        #expect(new.server.selectedCertificateID == "rsa-a")
        #expect(new.server.contextGeneration == 2)
    }
}
