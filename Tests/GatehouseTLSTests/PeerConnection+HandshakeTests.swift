import GatehouseTransport
import Testing

@testable import GatehouseTLS

@Suite struct PeerConnectionHandshakeTests {
    @Test func agreesOnTheBest() throws {
        let wire = try Wire(TestContexts.server(), TestContexts.client())
        try wire.establish()
        #expect(wire.server.tlsVersionText == "TLSv1.3")
        #expect(wire.server.cipherText == "TLS_AES_128_GCM_SHA256")
        #expect(wire.server.negotiatedProtocol == .http2)
        #expect(wire.server.isEncrypted)
        #expect(wire.server.handshake() == .established)
    }

    /// A ClientHello cut into single bytes selects like any other (CVE-2026-32305).
    @Test func takesTheClientHelloByteByByte() throws {
        let (near, relay) = try Wire.sockets()
        let (relayed, far) = try Wire.sockets()
        let client = PeerConnection(
            client: near.take(), context: try TestContexts.client(), serverName: "a.example.test", buffers: IOBuffers())
        let server = PeerConnection(
            server: far.take(), context: try TestContexts.server(["ec-wild", "ec-a"]), buffers: IOBuffers())
        var steps = (HandshakeStep.needsRead, HandshakeStep.needsRead)
        try Wire.until {
            !steps.0.isWaiting && !steps.1.isWaiting
        } poll: {
            steps.0 = client.handshake()
            for byte in relay.receive() ?? [] {
                #expect(relayed.send([byte]) == .bytes(1))
                steps.1 = server.handshake()
            }
            steps.1 = server.handshake()
            if let answer = relayed.receive(), !answer.isEmpty { #expect(relay.send(answer) == .bytes(answer.count)) }
        }
        #expect(steps == (.established, .established))
        #expect(server.selectedCertificateID == "ec-a")
    }

    @Test(
        arguments: [
            (Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), .notTLS),
            (Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), .notTLS),
            ([UInt8](repeating: 0xff, count: 64), .notTLS),
            // A well-formed record whose message (Certificate) nobody may begin with.
            ([0x16, 3, 1, 0, 4, 11, 0, 0, 0], .protocolViolation),
        ] as [([UInt8], TLSFailure.Kind)])
    func refusesWhatIsNotTLS(bytes: [UInt8], kind: TLSFailure.Kind) throws {
        let (near, far) = try Wire.sockets()
        let server = PeerConnection(server: far.take(), context: try TestContexts.server(), buffers: IOBuffers())
        _ = near.send(bytes)
        var step = HandshakeStep.needsRead
        try Wire.until {
            !step.isWaiting
        } poll: {
            step = server.handshake()
        }
        #expect(step.failure?.kind == kind)
        #expect(server.handshake() == step, "terminal")
        #expect(server.receive { _ in } == step.failure.map { .failed($0) })
    }

    @Test func anEndInTheMiddleIsAFailure() throws {
        let (near, far) = try Wire.sockets()
        let server = PeerConnection(server: far.take(), context: try TestContexts.server(), buffers: IOBuffers())
        #expect(server.handshake() == .needsRead)
        _ = near.send([0x16, 3, 1])
        near.close()
        var step = HandshakeStep.needsRead
        try Wire.until {
            !step.isWaiting
        } poll: {
            step = server.handshake()
        }
        #expect(step.failure?.kind == .endedEarly)
    }

    @Test func nobodyListeningIsATransportFailure() throws {
        let port: UInt16
        do {
            let listener = try Socket.listening(on: .loopback(port: 0), sharesPort: false)
            let address = listener.localAddress
            port = try #require(address).port
        }
        let client = PeerConnection(
            client: try Socket.connecting(to: .loopback(port: port)), context: try TestContexts.client(),
            serverName: "a.example.test", buffers: IOBuffers())
        var step = HandshakeStep.needsRead
        try Wire.until {
            !step.isWaiting
        } poll: {
            step = client.handshake()
        }
        #expect(step.failure?.kind == .transport)
        #expect(step.failure?.system?.isUnreachable == true)
    }

    @Test(arguments: ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "DHE-RSA-AES128-GCM-SHA256"])
    func offersNoWeakSuites(suite: String) throws {
        let wire = try Wire(TestContexts.server(["ec-a", "rsa-a"]), TestContexts.client())
        wire.client.offerOnly(suitesTLS12: suite)
        #expect(try wire.handshake().server.failure?.kind == .nothingInCommon)
    }

    /// A client that knows ALPN and nothing newer than HTTP/1.0 is served by the same codec.
    @Test func agreesOnHTTP10() throws {
        let wire = try Wire(TestContexts.server(), TestContexts.client { $0.applicationProtocols = [.http10] })
        #expect(try wire.handshake().server.failure == nil)
        #expect(wire.server.negotiatedProtocol == .http10)
    }

    /// Bytes that arrive in one piece with the client's Finished are not lost.
    @Test func keepsWhatCameAlong() throws {
        let wire = try Wire(TestContexts.server(), TestContexts.client())
        var step = HandshakeStep.needsRead
        try Wire.until {
            step == .established
        } poll: {
            step = wire.client.handshake()
            if step != .established { _ = wire.server.handshake() }
        }
        #expect(wire.client.send("early word".utf8.span) == .sent)
        try wire.establish()
        var received: [UInt8] = []
        try Wire.until {
            received.count == 10
        } poll: {
            received += wire.server.collect().bytes
        }
        #expect(received == Array("early word".utf8))
    }
}
