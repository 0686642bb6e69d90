import GatehouseTransport
import Testing

@testable import GatehouseTLS

@Suite struct PeerConnectionTests {
    @Test func interestIsChangedThroughTheConnection() throws {
        let wire = try Wire(clear: ())
        let loop = try EventLoop()
        try wire.server.register(on: loop, [], EventToken(rawValue: 3))
        #expect(wire.client.send("x".utf8.span) == .sent)
        #expect(loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 20_000_000) == 0)
        try wire.server.setInterest(.read, on: loop)
        try wire.server.setInterest(.read, on: loop)
        #expect(loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 2_000_000_000) == 1)
        #expect(loop.event(at: 0).token.rawValue == 3)
        try wire.server.setInterest([], on: loop)
        #expect(loop.wait(untilNanoseconds: 0) == 0)
    }

    /// The way of a listener with PROXY protocol: the socket is watched and peeked at before it gets its owner.
    @Test func adoptsASocketThatIsWatchedAlready() throws {
        let (near, far) = try Wire.sockets()
        let loop = try EventLoop()
        let socket = far.take()
        try loop.register(socket, .read, EventToken(rawValue: 4))
        let server = PeerConnection(cleartext: socket, buffers: IOBuffers())
        server.adoptRegistration(.read, EventToken(rawValue: 4))
        try server.setInterest(.write, on: loop)
        #expect(near.send([1]) == .bytes(1))
        #expect(loop.wait(untilNanoseconds: Clock.monotonicNanoseconds() + 2_000_000_000) == 1)
        #expect(loop.event(at: 0).isWritable)
        #expect(!loop.event(at: 0).isReadable)
    }

    @Test func closesItsSocketWhenItGoes() throws {
        let (near, far) = try Wire.sockets()
        var server: PeerConnection? = PeerConnection(
            server: far.take(), context: try TestContexts.server(), buffers: IOBuffers())
        #expect(server?.handshake() == .needsRead)
        server = nil
        var ended = false
        try Wire.until {
            ended
        } poll: {
            ended = near.receive() == nil
        }
    }
}
