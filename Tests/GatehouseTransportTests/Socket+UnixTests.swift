import Glibc
import Testing

@testable import GatehouseTransport

struct SocketUnixTests {
    private let folder: SocketFolder
    private let listener: UnixListener

    init() throws {
        folder = try SocketFolder()
        listener = try UnixListener(at: folder.socket("s"))
    }

    @Test func nothingWaitsAtFirst() throws {
        let isEmpty = try listener.socket.acceptLocal() == nil
        #expect(isEmpty)
    }

    @Test func bytesPassBothWays() throws {
        let (client, server) = try connectedPair()
        #expect(client.send("ask") == .bytes(3))
        #expect(server.receiveText() == "ask")
        #expect(server.send("answer") == .bytes(6))
        #expect(client.receiveText() == "answer")
    }

    private func connectedPair() throws -> (client: Endpoint, server: Endpoint) {
        let client = Endpoint(try Socket.connecting(to: listener.path))
        guard let accepted = try listener.socket.acceptLocal() else { throw Loopback.TimedOut() }
        return (client, Endpoint(accepted))
    }

    @Test func thePeerIsKnownByTheSystem() throws {
        let (client, server) = try connectedPair()
        #expect(server.socket.peerProcess == PeerProcess(processID: getpid(), userID: getuid()))
        #expect(server.socket.peerProcess?.description == "uid \(getuid()) pid \(getpid())")
        #expect(client.peerAddress == nil && server.socket.peerAddress == nil)
    }

    @Test func tcpPeersAreNoProcesses() throws {
        let (client, _) = try Loopback.connectedPair()
        #expect(client.socket.peerProcess == nil)
    }

    @Test func nobodyListens() throws {
        let path = try folder.socket("other")
        #expect(throws: SystemError(.connect, code: ENOENT)) { _ = try Socket.connecting(to: path) }
    }
}
