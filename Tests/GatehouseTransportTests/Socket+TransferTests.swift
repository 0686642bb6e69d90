import Testing

@testable import GatehouseTransport

@Suite struct SocketTransferTests {
    @Test func nothingToReceiveIsWaitingNotFailure() throws {
        let (client, server) = try Loopback.connectedPair()
        #expect(client.receive() == .wouldBlock)
        #expect(server.receive() == .wouldBlock)
    }

    @Test func peekLeavesAndDiscardTakes() throws {
        let (client, server) = try Loopback.connectedPair()
        #expect(client.send("PROXY rest") == .bytes(10))
        #expect(try server.peekText() == "PROXY rest")
        #expect(try server.peekText() == "PROXY rest")
        #expect(server.discard(6))
        #expect(server.receiveText() == "rest")
        #expect(!server.discard(1))
    }

    @Test func lowWaterHoldsReadinessBack() throws {
        let (client, server) = try Loopback.connectedPair()
        let loop = try EventLoop()
        try server.socket.setReceiveLowWater(8)
        try loop.register(server.socket, .read, EventToken(rawValue: 7))
        #expect(client.send("1234") == .bytes(4))
        #expect(loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 30_000_000) == 0)
        #expect(client.send("5678") == .bytes(4))
        #expect(loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 2_000_000_000) == 1)
    }

    @Test func aFullSocketBlocksAndALostPeerFails() throws {
        var (client, server): (Endpoint, Endpoint?) = try Loopback.connectedPair()
        let block = [UInt8](repeating: 1, count: 1 << 16)
        #expect(server != nil)
        #expect(try Loopback.poll(until: { $0 == .wouldBlock }) { client.send(block) } == .wouldBlock)
        server = nil
        let last = try Loopback.poll(until: { if case .failed = $0 { true } else { false } }) { client.send(block) }
        guard case .failed(let error) = last else { return }
        #expect(error.operation == .send)
    }
}
