import Glibc
import Testing

@testable import GatehouseTransport

@Suite struct SocketListeningTests {
    @Test func nothingWaitsAtFirst() throws {
        let listener = try Socket.listening(on: .loopback(port: 0))
        let isEmpty = try listener.accept() == nil
        #expect(isEmpty)
    }

    @Test func workersShareAPort() throws {
        let first = Endpoint(try Socket.listening(on: .loopback(port: 0)))
        let address = try #require(first.localAddress)
        #expect(throws: Never.self) { _ = try Socket.listening(on: address) }
    }

    @Test func aPortOfItsOwnIsNotShared() throws {
        let first = Endpoint(try Socket.listening(on: .loopback(port: 0), sharesPort: false))
        let address = try #require(first.localAddress)
        #expect(throws: SystemError(.bind, code: EADDRINUSE)) {
            _ = try Socket.listening(on: address, sharesPort: false)
        }
    }

    @Test func acceptedSocketsAreReadyForUse() throws {
        let (_, server) = try Loopback.connectedPair()
        let (status, flags) = (fcntl(server.descriptor, F_GETFL), fcntl(server.descriptor, F_GETFD))
        #expect(status & O_NONBLOCK != 0)
        #expect(flags & FD_CLOEXEC != 0)
        var noDelay: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let result = unsafe getsockopt(server.descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, &length)
        #expect(result == 0)
        #expect(noDelay != 0)
    }

    @Test func iPv6TakesNoIPv4() throws {
        // The same port is still free on IPv4, which a dual-stack socket would hold; unless a neighbour has just that
        // port, so that one of several is enough.
        for _ in 0..<8 {
            // A machine without IPv6 has nothing to show here.
            guard let any = SocketAddress("[::1]:0"), let listener = try? Socket.listening(on: any) else { return }
            let six = Endpoint(listener)
            let address = try #require(six.localAddress)
            #expect(!address.isIPv4)
            if (try? Socket.listening(on: .loopback(port: address.port), sharesPort: false)) != nil { return }
        }
        Issue.record("IPv6 listeners hold their ports on IPv4")
    }
}
