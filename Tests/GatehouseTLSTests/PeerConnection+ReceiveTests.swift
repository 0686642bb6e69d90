import GatehouseTransport
import Testing

@testable import GatehouseTLS

@Suite struct PeerConnectionReceiveTests {
    private struct Refused: Error {}

    private func established() throws -> Wire {
        let wire = try Wire(TestContexts.server(), TestContexts.client())
        try wire.establish()
        return wire
    }

    @Test func waitingIsNotAnEnd() throws {
        let wire = try established()
        #expect(wire.server.collect().outcome == .wouldBlock)
        #expect(try wire.carry("hello", from: wire.client, to: wire.server) == "hello")
        #expect(try wire.carry("there", from: wire.server, to: wire.client) == "there")
    }

    @Test func aCleanEndIsSaid() throws {
        let wire = try established()
        wire.client.closeNotifyAndShutdownWrite()
        wire.client.closeNotifyAndShutdownWrite()
        #expect(try wire.server.outcomeAfterWaiting() == .ended(clean: true))
        #expect(try wire.server.outcomeAfterWaiting() == .ended(clean: true))
        #expect(try wire.carry("still heard", from: wire.server, to: wire.client) == "still heard")
    }

    @Test func aCutIsNotClean() throws {
        let wire = try established()
        wire.client.socket.shutdownWrite()
        #expect(try wire.server.outcomeAfterWaiting() == .ended(clean: false))
    }

    @Test func everyEndInClearIsClean() throws {
        let wire = try Wire(clear: ())
        #expect(wire.client.handshake() == .established)
        #expect(try wire.carry("plain", from: wire.client, to: wire.server) == "plain")
        wire.client.closeNotifyAndShutdownWrite()
        #expect(try wire.server.outcomeAfterWaiting() == .ended(clean: true))
        #expect(!wire.server.isEncrypted)
        #expect(wire.server.tlsVersionText == nil)
    }

    @Test func aResetIsAFailure() throws {
        let (near, far) = try Wire.sockets()
        var client: PeerConnection? = PeerConnection(cleartext: near.take(), buffers: IOBuffers())
        let server = PeerConnection(cleartext: far.take(), buffers: IOBuffers())
        client?.resetOnClose()
        client = nil
        guard case .failed(let failure) = try server.outcomeAfterWaiting() else {
            Issue.record("a reset was taken for an end")
            return
        }
        #expect(failure.kind == .transport)
    }

    @Test func forgedRecordsEndTheConnection() throws {
        let wire = try established()
        let forged: [UInt8] = [23, 3, 3, 0, 32] + [UInt8](repeating: 7, count: 32)
        #expect(wire.client.socket.send(forged.span) == .bytes(37))
        guard case .failed(let failure) = try wire.server.outcomeAfterWaiting() else {
            Issue.record("a forged record was accepted")
            return
        }
        #expect(failure.kind == .protocolViolation)
        #expect(wire.server.flush() == .failed(failure))
    }

    @Test func errorsOfTheReceiverPassThrough() throws {
        let wire = try established()
        #expect(wire.client.send("bad".utf8.span) == .sent)
        #expect(throws: Refused.self) {
            try Wire.until {
                false
            } poll: {
                _ = try wire.server.receive { _ in throw Refused() }
            }
        }
    }

    @Test func fewKeyUpdatesAreFine() throws {
        let wire = try established()
        for _ in 0..<3 {
            #expect(wire.client.updateKeys() == .sent)
            #expect(try wire.carry("after", from: wire.client, to: wire.server) == "after")
            #expect(try wire.carry("answer", from: wire.server, to: wire.client) == "answer")
        }
    }

    /// CVE-2026-32283, CVE-2026-56862: floods of post-handshake messages.
    @Test func aFloodOfKeyUpdatesEndsTheConnection() throws {
        let wire = try established()
        var outcome = ReceiveOutcome.wouldBlock
        for _ in 0..<200 where outcome == .wouldBlock {
            _ = wire.client.updateKeys()
            outcome = wire.server.collect().outcome
        }
        if outcome == .wouldBlock { outcome = try wire.server.outcomeAfterWaiting() }
        guard case .failed(let failure) = outcome else {
            Issue.record("two hundred key updates were taken")
            return
        }
        #expect(failure.kind == .postHandshakeFlood)
    }

    @Test func renegotiationIsRefused() throws {
        let wire = try Wire(TestContexts.server(), TestContexts.client())
        wire.client.restrictToTLS12()
        try wire.establish()
        _ = wire.client.renegotiate()
        guard case .failed(let failure) = try wire.server.outcomeAfterWaiting() else {
            Issue.record("a second handshake was begun")
            return
        }
        #expect(failure.kind == .renegotiationRefused)
    }
}
