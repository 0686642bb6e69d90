import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport

/// One connection to a control listener: strict HTTP/1.1 in clear, one request after the other.
final class ControlConnection {
    private enum Phase {
        case open
        /// The last answer is out; what still comes is thrown away, so that no reset overtakes it.
        case lingering
        /// Terminal.
        case closed
    }

    let number: UInt32
    /// When it closes unless something is finished before.
    private(set) var deadlineNanoseconds: UInt64 = .max
    private let peer: PeerConnection
    private let codec = HTTP1ServerCodec(limits: ControlConnection.requestLimits, scheme: "http")
    private let caller: String
    private let loop: EventLoop
    private let limits: ControlLimits
    private let answer: (ControlRequest) -> ControlReply
    private let response = MessageBuffer()
    private var output = ByteQueue()
    private var isAnswering = false
    private var hasPeerEnded = false
    private var phase = Phase.open

    /// Requests here are a line and a few fields.
    private static let requestLimits: HTTP1Limits = {
        var limits = HTTP1Limits()
        limits.targetBytes = 256
        limits.headBytes = 4096
        limits.fieldCount = 32
        return limits
    }()

    init(
        number: UInt32, socket: consuming Socket, caller: String, loop: EventLoop, buffers: IOBuffers,
        limits: ControlLimits, answer: @escaping (ControlRequest) -> ControlReply
    ) {
        self.number = number
        peer = PeerConnection(cleartext: socket, buffers: buffers)
        self.caller = caller
        self.loop = loop
        self.limits = limits
        self.answer = answer
    }

    var isClosed: Bool {
        if case .closed = phase { true } else { false }
    }

    /// Begins to watch the socket.
    ///
    /// - Returns: false when the loop cannot.
    func start(_ token: EventToken) -> Bool {
        expire(inMilliseconds: limits.exchangeMilliseconds)
        return (try? peer.register(on: loop, .read, token)) != nil
    }

    func ready(isReadable: Bool, isWritable: Bool) {
        switch phase {
        case .open:
            if isWritable {
                flush()
                serve()
            }
            if isReadable, !hasPeerEnded { read() }
        case .lingering:
            if isReadable { discard() }
        case .closed: break
        }
        settle()
    }

    func deadlineReached() {
        phase = .closed
    }

    private func expire(inMilliseconds milliseconds: UInt64) {
        deadlineNanoseconds = loop.nowNanoseconds &+ milliseconds &* 1_000_000
    }

    // MARK: Reading

    private func read() {
        let outcome = peer.receive { bytes in codec.receive(bytes) }
        serve()
        switch outcome {
        case .wouldBlock, .more: break
        case .ended: hasPeerEnded = true
        case .failed: phase = .closed
        }
    }

    /// Answers every request that is complete, one after the other.
    private func serve() {
        while case .open = phase, let event = codec.nextEvent() {
            switch event {
            case .requestHead(let ended, _):
                respond(answer(ControlRequest(codec.message, hasContent: !ended, caller: caller)))
            case .violation(let reason):
                if !isAnswering { respond(ControlReply(reason.status ?? 400, "\(reason.rawValue)\n")) }
            case .body, .ended: break
            }
        }
    }

    private func discard() {
        switch peer.receive({ _ in }) {
        case .wouldBlock, .more: break
        case .ended, .failed: phase = .closed
        }
    }

    // MARK: Answering

    private func respond(_ reply: ControlReply) {
        HTTPDate(secondsSince1970: loop.wallClockSeconds).withBytes { reply.fill(response, date: $0) }
        codec.submitResponse(status: reply.status, fields: response.fields, body: response)
        isAnswering = true
        flush()
    }

    private func flush() {
        guard peer.unsentByteCount == 0 || isSent(peer.flush()) else { return }
        repeat {
            output.removeAll()
            _ = codec.encode(into: &output, limit: IOBuffers.plaintextCapacity)
            guard !output.isEmpty else { break }
            guard isSent(output.withSpan { peer.send($0) }) else { return }
        } while true
        if isAnswering, codec.isResponseComplete { finishExchange() }
    }

    private func isSent(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: return true
        case .blocked: return false
        case .failed:
            phase = .closed
            return false
        }
    }

    private func finishExchange() {
        isAnswering = false
        switch codec.finishExchange() {
        case .nextRequest:
            expire(inMilliseconds: limits.exchangeMilliseconds)
        case .drain, .close:
            peer.closeNotifyAndShutdownWrite()
            phase = .lingering
            expire(inMilliseconds: limits.lingerMilliseconds)
        }
    }

    /// Asks the loop for what can be handled now; a peer that has gone and is owed nothing is let go.
    private func settle() {
        if case .closed = phase { return }
        if hasPeerEnded, !isAnswering { return phase = .closed }
        var wanted: Interest = []
        if case .lingering = phase { wanted = .read } else if codec.wantsRead, !hasPeerEnded { wanted = .read }
        if peer.unsentByteCount > 0 { wanted.insert(.write) }
        if (try? peer.setInterest(wanted, on: loop)) == nil { phase = .closed }
    }
}
