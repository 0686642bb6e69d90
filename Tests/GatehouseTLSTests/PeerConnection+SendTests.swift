import GatehouseTransport
import Testing

@testable import GatehouseTLS

@Suite struct PeerConnectionSendTests {
    /// Send buffers of the smallest size, so that sockets block all the time.
    private static func tighten(_ socket: borrowing Socket) throws {
        try socket.setSendBuffer(4_096)
        try socket.setReceiveBuffer(65_536)
    }

    private static func wire(_ isEncrypted: Bool) throws -> Wire {
        guard isEncrypted else { return try Wire(clear: (), tighten) }
        let wire = try Wire(TestContexts.server(), TestContexts.client(), name: "a.example.test", tighten)
        try wire.establish()
        return wire
    }

    /// 20 MB each way at once through sockets that block all the time; every byte arrives, in order.
    @Test(arguments: [true, false])
    func largeTransfersBothWays(isEncrypted: Bool) throws {
        let wire = try Self.wire(isEncrypted)
        let total = 20 << 20
        var up = Flow(from: wire.client, to: wire.server, total: total)
        var down = Flow(from: wire.server, to: wire.client, total: total)
        try Wire.until {
            up.isDone && down.isDone
        } poll: {
            try up.step()
            try down.step()
        }
        #expect(up.mismatches == 0)
        #expect(down.mismatches == 0)
        #expect(up.timesBlocked > 10)
        #expect(wire.client.unsentByteCount == 0)
    }

    @Test func oneLargeSendIsTakenWhole() throws {
        let wire = try Self.wire(true)
        let block = [UInt8](repeating: 9, count: 1 << 20)
        #expect(wire.client.send(block.span) == .blocked)
        #expect(wire.client.unsentByteCount > 1 << 19)
        #expect(wire.client.send("last".utf8.span) == .blocked)
        // The end is said behind all that is unsent, and FIN follows it.
        wire.client.closeNotifyAndShutdownWrite()
        var received: [UInt8] = []
        var end: ReceiveOutcome?
        try Wire.until {
            end != nil
        } poll: {
            _ = wire.client.flush()
            let (bytes, outcome) = wire.server.collect()
            received += bytes
            if case .ended = outcome { end = outcome }
        }
        #expect(end == .ended(clean: true))
        #expect(received.count == block.count + 4)
        #expect(received.suffix(5) == [9] + Array("last".utf8))
    }

    @Test func aLostPeerIsAFailure() throws {
        let (near, far) = try Wire.sockets()
        let client = PeerConnection(cleartext: near.take(), buffers: IOBuffers())
        far.close()
        var outcome = SendOutcome.sent
        try Wire.until {
            outcome != .sent && outcome != .blocked
        } poll: {
            outcome = client.send("x".utf8.span)
        }
        #expect(client.flush() == outcome, "terminal")
    }

    /// One worker's buffers serve connections that block in the middle of everything.
    @Test func connectionsShareTheirWorkersBuffers() throws {
        let buffers = IOBuffers()
        let context = try TestContexts.server()
        var flows: [Flow] = []
        for _ in 0..<4 {
            let (near, far) = try Wire.sockets(Self.tighten)
            let client = PeerConnection(
                client: near.take(), context: try TestContexts.client(), serverName: "a.example.test", buffers: buffers)
            let server = PeerConnection(server: far.take(), context: context, buffers: buffers)
            flows.append(Flow(from: client, to: server, total: 1 << 20))
        }
        try Wire.until {
            flows.allSatisfy(\.isEstablished)
        } poll: {
        }
        try Wire.until {
            flows.allSatisfy(\.isDone)
        } poll: {
            for index in flows.indices { try flows[index].step() }
        }
        #expect(flows.map(\.mismatches) == [0, 0, 0, 0])
    }
}
