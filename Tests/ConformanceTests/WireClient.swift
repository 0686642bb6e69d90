import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport

/// A client that speaks in octets over TLS, on one connection; driven in the test's own thread.
final class WireClient {
    struct Failure: Error {
        let text: String
    }

    private let loop: EventLoop
    private let buffers = IOBuffers()
    private let peer: PeerConnection
    private(set) var received: [UInt8] = []
    /// The gateway has ended the connection.
    private(set) var isEnded = false

    init(port: UInt16, context: TLSClientContext, serverName: String) throws {
        loop = try EventLoop()
        peer = PeerConnection(
            client: try Socket.connecting(to: .loopback(port: port)), context: context, serverName: serverName,
            buffers: buffers)
        try shakeHands()
    }

    private func shakeHands() throws {
        try peer.register(on: loop, .write, EventToken(kind: 0, slot: 0, generation: 0))
        let limit = Clock.monotonicNanoseconds() + 20_000_000_000
        while Clock.monotonicNanoseconds() < limit {
            _ = loop.wait(untilNanoseconds: limit)
            switch peer.handshake() {
            case .established: return try peer.setInterest(.read, on: loop)
            case .needsRead: try peer.setInterest(.read, on: loop)
            case .needsWrite: try peer.setInterest([.read, .write], on: loop)
            case .failed(let failure): throw Failure(text: "handshake: \(failure)")
            }
        }
        throw Failure(text: "the handshake takes too long")
    }

    /// Sends; what the socket does not take yet goes out while `run` waits.
    func send(_ bytes: [UInt8]) {
        _ = peer.send(bytes.span)
    }

    /// Says that nothing more will be sent, and closes.
    func leave() { peer.closeNotifyAndShutdownWrite() }

    /// Sends and receives until the condition holds.
    ///
    /// - Returns: whether it did in time.
    func run(seconds: UInt64 = 20, until isDone: () -> Bool) -> Bool {
        let limit = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
        read()
        while !isDone() {
            guard Clock.monotonicNanoseconds() < limit, !isEnded else { return isDone() }
            let isBlocked = peer.unsentByteCount > 0
            try? peer.setInterest(isBlocked ? [.read, .write] : .read, on: loop)
            if loop.wait(untilNanoseconds: limit) > 0 {
                _ = peer.flush()
                read()
            }
        }
        return true
    }

    private func read() {
        while !isEnded {
            let outcome = peer.receive { bytes in for index in bytes.indices { received.append(bytes[index]) } }
            switch outcome {
            case .more: continue
            case .wouldBlock: return
            case .ended, .failed: isEnded = true
            }
        }
    }
}
