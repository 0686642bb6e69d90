import GatehouseCrypto
import Testing

@testable import GatehouseTLS

@Suite struct TLSClientContextTests {
    /// X509_V_ERR numbers: 10 expired, 20 unknown issuer, 62 wrong host name, 64 wrong address.
    @Test(arguments: [
        ("ec-expired", "a.example.test", 10), ("ec-wild", "example.test", 0), ("ec-wild", "b.example.test", 0),
        ("ec-address", "127.0.0.1", 0), ("ec-a", "b.example.test", 62), ("ec-a", "127.0.0.1", 64),
        ("ec-address", "localhost", 62), ("ec-address", "::1", 0), ("ec-address", "::2", 64),
    ])
    func verifies(pair: String, name: String, code: Int) throws {
        let server = try TestContexts.server([pair], defaults: [pair])
        let wire = try Wire(server, TestContexts.client(), name: name)
        let steps = try wire.handshake()
        if code == 0 {
            #expect(steps.client == .established)
            #expect(wire.client.negotiatedProtocol == .http2)
        } else {
            #expect(steps.client.failure?.kind == .certificateRefused)
            #expect(steps.client.failure?.verifyCode == code)
            #expect(steps.server.failure?.kind == .alertReceived)
        }
    }

    @Test func trustsOnlyItsAuthorities() throws {
        let stranger = try TestContexts.client { $0.authoritiesPEM = TestCertificates.shared.strangeAuthority }
        let steps = try Wire(TestContexts.server(), stranger).handshake()
        #expect(steps.client.failure?.kind == .certificateRefused)
        let system = try TestContexts.client { $0.authoritiesPEM = nil }
        #expect(try Wire(TestContexts.server(), system).handshake().client.failure?.kind == .certificateRefused)
        let careless = try TestContexts.client {
            $0.authoritiesPEM = TestCertificates.shared.strangeAuthority
            $0.verifiesPeer = false
        }
        #expect(try Wire(TestContexts.server(), careless).handshake().client == .established)
    }

    @Test func noAuthoritiesAreAnError() {
        #expect(throws: TLSContextError.authorityMissing) { try TestContexts.client { $0.authoritiesPEM = "" } }
    }

    @Test func demandsItsProtocol() throws {
        let http11 = try TestContexts.server(protocols: [.http11])
        let strict = try Wire(http11, TestContexts.client()).handshake()
        #expect(strict.server.failure?.kind == .applicationProtocolMismatch)
        #expect(strict.client.failure?.alert == 120)
        let either = try TestContexts.client { $0.applicationProtocols = [.http11, .http2] }
        let wire = try Wire(TestContexts.server(), either)
        try wire.establish()
        #expect(wire.server.negotiatedProtocol == .http2, "the server's preference counts")
        #expect(wire.client.negotiatedProtocol == .http2)
        let silent = try TestContexts.client { $0.applicationProtocols = [] }
        let demanding = try Wire(TestContexts.server(), silent).handshake()
        #expect(demanding.client.failure?.kind == .applicationProtocolMismatch)
    }

    @Test func unusableServerNamesFailAtOnce() throws {
        let wire = try Wire(TestContexts.server(), TestContexts.client(), name: "not a name")
        #expect(wire.client.handshake().failure?.kind == .internalError)
    }

    @Test func showsItsOwnCertificate() throws {
        let context = try TestContexts.client { $0.certificatePair = TestCertificates.shared.pair("ec-nameless") }
        try Wire(TestContexts.server(), context).establish()
        #expect(throws: TLSContextError.keyMalformed(id: "ec-a")) {
            try TestContexts.client {
                $0.certificatePair = TestCertificates.shared.pair("ec-a")
                $0.certificatePair?.privateKeyPEM = SecretText("")
            }
        }
    }
}
