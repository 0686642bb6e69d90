import GatehouseTransport
import Testing

@testable import GatehouseTLS

@Suite struct PeerConnectionFactsTests {
    @Test func tellsWhatWasAgreedOn() throws {
        let wire = try Wire(
            TestContexts.server(["ec-wild"], generation: 7), TestContexts.client(), name: "B.Example.test")
        #expect(wire.server.serverName == nil, "nothing is known before the ClientHello")
        try wire.establish()
        #expect(wire.server.serverName == "b.example.test")
        #expect(wire.server.selectedCertificateID == "ec-wild")
        #expect(wire.server.contextGeneration == 7)
        #expect(wire.server.peerAddress == wire.client.localAddress)
        #expect(wire.client.selectedCertificateID == nil)
        #expect(wire.client.cipherText == wire.server.cipherText)
    }

    /// 421 is decided by the certificate that was shown, not by the name that was asked for.
    @Test func coverageFollowsTheCertificate() throws {
        let wire = try Wire(
            TestContexts.server(["ec-wild", "rsa-other"]), TestContexts.client(), name: "b.example.test")
        try wire.establish()
        #expect(wire.server.covers("b.example.test"))
        #expect(wire.server.covers("C.example.TEST"))
        #expect(!wire.server.covers("other.test"))
        #expect(!wire.server.covers("b.example.test.evil.test"))
        #expect(!wire.server.covers(""))
    }

    @Test func nothingIsCoveredInClear() throws {
        let wire = try Wire(clear: ())
        #expect(!wire.server.covers("a.example.test"))
        #expect(wire.server.cipherText == nil)
        #expect(wire.server.serverName == nil)
        #expect(!wire.server.isResumed)
    }
}
