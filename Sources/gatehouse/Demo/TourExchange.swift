import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport

/// One connection of the tour's client, from connecting to the reply. Used on the thread that made it.
final class TourExchange {
    private let loop: EventLoop
    private let peer: PeerConnection
    private let wire: any TourWire
    private var output = ByteQueue()

    /// - Parameters:
    ///   - peer: connecting or connected; in clear, or with its handshake to come.
    ///   - wire: what to send.
    /// - Throws: when the system has no descriptors.
    init(_ peer: PeerConnection, wire: any TourWire) throws(SystemError) {
        loop = try EventLoop()
        self.peer = peer
        self.wire = wire
        try peer.register(on: loop, .write, EventToken(rawValue: 0))
    }

    /// Works until the reply is there, or the deadline (on the monotonic clock) is reached. Called once.
    func run(untilNanoseconds deadline: UInt64) throws(TourFailure) -> TourReply {
        try wait(for: .write, until: deadline)
        if let error = peer.takeSocketError() { throw .system(error) }
        try handshake(until: deadline)
        while true {
            // Receiving first: bytes that came with the handshake are not announced, and may have to be answered.
            if let reply = try receive() { return reply }
            let isBlocked = send()
            try wait(for: isBlocked ? [.read, .write] : .read, until: deadline)
        }
    }

    private func handshake(until deadline: UInt64) throws(TourFailure) {
        while true {
            switch peer.handshake() {
            case .established: return
            case .needsRead: try wait(for: .read, until: deadline)
            case .needsWrite: try wait(for: .write, until: deadline)
            case .failed(let failure): throw .tls(failure)
            }
        }
    }

    private func wait(for interest: Interest, until deadline: UInt64) throws(TourFailure) {
        do {
            try peer.setInterest(interest, on: loop)
        } catch {
            throw .system(error)
        }
        while loop.wait(untilNanoseconds: deadline) == 0 {
            if loop.nowNanoseconds >= deadline { throw .deadlineReached }
        }
    }

    /// Sends what the wire has.
    ///
    /// - Returns: true when the socket takes no more for now.
    private func send() -> Bool {
        var outcome = peer.flush()
        while case .sent = outcome {
            output.removeAll()
            wire.write(into: &output)
            guard !output.isEmpty else { return false }
            outcome = output.withSpan { peer.send($0) }
        }
        // A failure shows when the connection is next received from.
        return outcome == .blocked
    }

    /// Takes what has arrived.
    ///
    /// - Returns: the reply, when it is complete.
    private func receive() throws(TourFailure) -> TourReply? {
        var outcome: ReceiveOutcome
        repeat { outcome = peer.receive { wire.receive($0) } } while outcome == .more
        switch outcome {
        case .wouldBlock, .more: break
        case .ended: wire.receiveEnd()
        case .failed(let failure):
            wire.receiveEnd()
            if wire.reply == nil { throw .tls(failure) }
        }
        if wire.reply == nil, wire.isBroken { throw .brokenOff }
        return wire.reply
    }
}
