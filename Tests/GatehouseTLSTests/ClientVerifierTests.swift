import Testing

@testable import GatehouseTLS

/// Client certificates: who gets in, who does not, and that no ticket is a way around.
@Suite struct ClientVerifierTests {
    private static let certificates = TestCertificates.shared

    private static func trust(_ change: (inout ClientTrust) -> Void = { _ in }) -> ClientTrust {
        var trust = ClientTrust(authoritiesPEM: certificates.authority)
        change(&trust)
        return trust
    }

    private static func server(
        _ trust: ClientTrust, generation: UInt64 = 0, keys: TicketKeys? = nil
    ) throws -> TLSServerContext {
        var settings = TLSServerSettings(pairs: [certificates.pair("ec-a")])
        settings.clientTrust = trust
        settings.generation = generation
        return try TLSServerContext(settings, ticketKeys: keys ?? TicketKeys())
    }

    private static func client(_ name: String?) throws -> TLSClientContext {
        try TestContexts.client { $0.certificatePair = name.map { certificates.pair($0) } }
    }

    /// What the server makes of a client; nil: let in.
    private func verdict(_ name: String?, _ trust: ClientTrust) throws -> TLSFailure.Kind? {
        let wire = try Wire(Self.server(trust), Self.client(name))
        return try wire.handshake().server.failure?.kind
    }

    @Test func aCertificateOfTheAuthorityIsNeeded() throws {
        #expect(try verdict("client", Self.trust()) == nil)
        #expect(try verdict(nil, Self.trust()) == .certificateMissing)
        for name in ["client-strange", "client-expired"] {
            #expect(try verdict(name, Self.trust()) == .certificateRefused, "\(name)")
        }
    }

    @Test func whereItIsNotRequiredABadOneIsRefusedAllTheSame() throws {
        let trust = Self.trust { $0.isRequired = false }
        #expect(try verdict(nil, trust) == nil)
        #expect(try verdict("client", trust) == nil)
        #expect(try verdict("client-strange", trust) == .certificateRefused)
    }

    @Test func namesDecide() throws {
        let trust = Self.trust { $0.names = ["*.partner.test"] }
        #expect(try verdict("client", trust) == nil)
        #expect(try verdict("client-other", trust) == .certificateRefused)
        #expect(try verdict("client-other", Self.trust { $0.names = ["x.test", "other.test"] }) == nil)
        #expect(try verdict("client", Self.trust { $0.names = ["partner.test"] }) == .certificateRefused)
    }

    @Test func revokedOnesAreRefused() throws {
        let trust = Self.trust { $0.revocationsPEM = Self.certificates.revocations }
        #expect(try verdict("client", trust) == nil)
        #expect(try verdict("client-revoked", trust) == .certificateRefused)
        #expect(try verdict("client-revoked", Self.trust()) == nil, "without the list nobody knows")
    }

    /// Nothing that is missing or unreadable turns the check off.
    @Test func brokenTrustMakesNoContext() throws {
        #expect(throws: TLSContextError.authorityMissing) { try Self.server(Self.trust { $0.authoritiesPEM = "" }) }
        #expect(throws: TLSContextError.authorityMissing) {
            try Self.server(Self.trust { $0.authoritiesPEM = String($0.authoritiesPEM.dropLast(40)) })
        }
        #expect(throws: TLSContextError.revocationsMalformed) {
            try Self.server(Self.trust { $0.revocationsPEM = "" })
        }
        #expect(throws: TLSContextError.revocationsMalformed) {
            try Self.server(Self.trust { $0.revocationsPEM = String(Self.certificates.revocations.dropLast(40)) })
        }
        #expect(throws: TLSContextError.nameMalformed(id: "client_certificates")) {
            try Self.server(Self.trust { $0.names = ["a*.test"] })
        }
    }

    /// Only a certificate that was found good proves anything, also in a resumed session.
    @Test func whoHasShownACertificateIsKnown() throws {
        let keys = try TicketKeys()
        let server = try Self.server(Self.trust { $0.isRequired = false }, keys: keys)
        #expect(try !connect(server, Self.client(nil)).server.isClientProven)
        let client = try Self.client("client")
        for isResumed in [false, true] {
            let wire = try connect(server, client)
            #expect(wire.server.isResumed == isResumed && wire.server.isClientProven)
            #expect(!wire.client.isClientProven, "it is the client")
        }
        let plain = try TLSServerContext(TLSServerSettings(pairs: [Self.certificates.pair("ec-a")]), ticketKeys: keys)
        #expect(try !connect(plain, Self.client("client")).server.isClientProven, "none was asked for")
        #expect(try !Wire(clear: ()).server.isClientProven)
    }

    private func connect(_ server: TLSServerContext, _ client: TLSClientContext) throws -> Wire {
        let wire = try Wire(server, client)
        try wire.establish()
        #expect(try wire.carry("pong", from: wire.server, to: wire.client) == "pong")
        return wire
    }

    /// The session that one generation let in means nothing to the next, and nothing to a client without certificate.
    @Test func noTicketLeadsAroundTheCheck() throws {
        let keys = try TicketKeys()
        let client = try Self.client("client")
        let server = try Self.server(Self.trust(), generation: 1, keys: keys)
        #expect(try !connect(server, client).server.isResumed)
        #expect(try connect(server, client).server.isResumed)
        let stricter = try Self.server(Self.trust { $0.names = ["other.test"] }, generation: 2, keys: keys)
        #expect(try Wire(stricter, client).handshake().server.failure?.kind == .certificateRefused)
    }

    /// A ticket from before certificates were asked for, even under the same generation and keys.
    @Test func aTicketWithoutCertificateIsNotEnough() throws {
        let keys = try TicketKeys()
        let client = try Self.client(nil)
        #expect(try !connect(Self.server(Self.trust { $0.isRequired = false }, keys: keys), client).server.isResumed)
        let wire = try Wire(Self.server(Self.trust(), keys: keys), client)
        #expect(try wire.handshake().server.failure?.kind == .certificateMissing)
    }
}
