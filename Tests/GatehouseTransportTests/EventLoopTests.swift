import Testing

@testable import GatehouseTransport

@Suite struct EventLoopTests {
    private let soon: UInt64 = 2_000_000_000

    @Test func deadlineEndsTheWaitAndNotBefore() throws {
        let loop = try EventLoop()
        let deadline = Clock.monotonicNanoseconds() + 20_000_000
        #expect(loop.wait(untilNanoseconds: deadline) == 0)
        #expect(loop.nowNanoseconds >= deadline)
        #expect(loop.wait(untilNanoseconds: 0) == 0)
    }

    @Test func reportsWhatWasAskedFor() throws {
        let loop = try EventLoop()
        let (client, server) = try Loopback.connectedPair()
        let token = EventToken(kind: 2, slot: 9, generation: 4)
        try loop.register(server.socket, .read, token)
        #expect(loop.wait(untilNanoseconds: 0) == 0)
        #expect(client.send("x") == .bytes(1))
        #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + soon) == 1)
        #expect(loop.event(at: 0).token == token)
        #expect(loop.event(at: 0).isReadable)
        #expect(!loop.event(at: 0).isWritable)
        #expect(!loop.event(at: 0).isHangup)
    }

    @Test func levelTriggeredUntilTakenOrNotWanted() throws {
        let loop = try EventLoop()
        let (client, server) = try Loopback.connectedPair()
        try loop.register(server.socket, .read, EventToken(rawValue: 1))
        #expect(client.send("x") == .bytes(1))
        #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + soon) == 1)
        #expect(loop.wait(untilNanoseconds: 0) == 1)
        try loop.modify(server.socket, [], EventToken(rawValue: 1))
        #expect(loop.wait(untilNanoseconds: 0) == 0)
        try loop.modify(server.socket, [.read, .write], EventToken(rawValue: 2))
        #expect(loop.wait(untilNanoseconds: 0) == 1)
        #expect(loop.event(at: 0).token.rawValue == 2)
        #expect(loop.event(at: 0).isWritable)
        try loop.deregister(server.socket)
        #expect(loop.wait(untilNanoseconds: 0) == 0)
    }

    @Test func hangUpIsHeardWithoutInterest() throws {
        let loop = try EventLoop()
        var (client, server): (Endpoint?, Endpoint) = try Loopback.connectedPair()
        try loop.register(server.socket, [], EventToken(rawValue: 1))
        client?.socket.setResetOnClose()
        client = nil
        #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + soon) == 1)
        #expect(loop.event(at: 0).isHangup)
    }

    @Test func clocksAreReadPerTurn() throws {
        let loop = try EventLoop()
        let before = (loop.nowNanoseconds, loop.wallClockNanoseconds)
        _ = loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 3_000_000)
        #expect(loop.nowNanoseconds > before.0)
        #expect(loop.wallClockNanoseconds > before.1)
        #expect(loop.wallClockSeconds == loop.wallClockNanoseconds / 1_000_000_000)
    }
}
