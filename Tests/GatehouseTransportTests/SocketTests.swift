import Glibc
import Testing

@testable import GatehouseTransport

@Suite struct SocketTests {
    @Test func connectsAndReportsBothEnds() throws {
        let (client, server) = try Loopback.connectedPair()
        #expect(client.takeError() == nil)
        #expect(client.localAddress != nil)
        #expect(client.localAddress == server.peerAddress)
        #expect(client.peerAddress == server.localAddress)
    }

    @Test func refusedConnectionIsAnErrorNotASuccess() throws {
        let port = try Loopback.unusedPort()
        let loop = try EventLoop()
        do {
            let client = Endpoint(try Socket.connecting(to: .loopback(port: port)))
            try loop.register(client.socket, .write, EventToken(rawValue: 1))
            #expect(loop.wait(untilNanoseconds: loop.nowNanoseconds + 2_000_000_000) == 1)
            #expect(client.takeError()?.code == ECONNREFUSED)
            #expect(client.takeError() == nil, "asking clears it")
        } catch {
            // Loopback may refuse at once.
            #expect(error.code == ECONNREFUSED)
        }
    }

    @Test func comesFromTheSourceItIsTold() throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        let address = listener.localAddress
        let source = SocketAddress(ipv4: 0x7f00_0002, port: 0)
        let client = Endpoint(try Socket.connecting(to: try #require(address), from: source))
        var peer: SocketAddress?
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while peer == nil, Clock.monotonicNanoseconds() < deadline { peer = try listener.accept()?.peer }
        #expect(peer?.hostDescription == "127.0.0.2")
        #expect(client.localAddress == peer)
    }

    @Test func refusesASourceThatIsNotOurs() {
        // TEST-NET-1 (RFC 5737): no machine has it.
        let source = SocketAddress(ipv4: 0xc000_0201, port: 0)
        #expect(throws: SystemError(.bind, code: EADDRNOTAVAIL)) {
            _ = try Socket.connecting(to: .loopback(port: 9), from: source)
        }
    }

    @Test func closesItsDescriptorWhenItGoes() throws {
        var (client, server): (Endpoint?, Endpoint) = try Loopback.connectedPair()
        #expect(server.receive() == .wouldBlock)
        #expect(client != nil)
        client = nil
        #expect(try Loopback.poll { server.receive() } == .ended)
    }

    @Test func resetOnCloseReachesThePeerAsAFailure() throws {
        var (client, server): (Endpoint?, Endpoint) = try Loopback.connectedPair()
        client?.socket.setResetOnClose()
        client = nil
        #expect(try Loopback.poll { server.receive() } == .failed(SystemError(.receive, code: ECONNRESET)))
    }

    @Test func shutdownWriteEndsOneDirectionOnly() throws {
        let (client, server) = try Loopback.connectedPair()
        client.socket.shutdownWrite()
        #expect(try Loopback.poll { server.receive() } == .ended)
        #expect(server.send("still here") == .bytes(10))
        #expect(try Loopback.poll { client.receive() } == .bytes(10))
    }
}
