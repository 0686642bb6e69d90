import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import GatehouseTransport

/// One HTTP/2 connection to an endpoint of a connector, for one class of routes of one worker.
///
/// Used on its worker's thread only. The connector is not trusted: whatever it sends that is not HTTP/2 ends the
/// exchanges on it with a reason.
final class UpstreamConnection {
    private enum Phase {
        case connecting
        case handshaking
        case open
        /// GOAWAY was received, or the pool retires it: open streams finish, no new ones begin.
        case draining
        /// Terminal.
        case closed
    }

    let slot: UInt32
    let generation: UInt32
    let peer: PeerConnection
    let session: HTTP2Session
    let context: WorkerContext
    let driver: ExchangeDriver
    let endpoint: UpstreamEndpoint
    /// Held for the endpoint, which does not hold it: a connection that drains may outlive the pool's own time.
    let pool: UpstreamPool
    /// On the worker's dirty list.
    var isDirty = false
    private var phase = Phase.connecting
    private var exchanges = ExchangeList()
    /// Grows with each piece of output that is given to the socket.
    private(set) var writeCount: UInt64 = 0
    /// When bytes last came from the connector; 0 before the first.
    private var receivedNanoseconds: UInt64 = 0
    /// Why exchanges fail when the session ends.
    private var endReason = Reason.upstreamClosed
    private var deadlineNanoseconds: UInt64 = .max
    private var scheduledNanoseconds: UInt64 = .max

    init(
        slot: UInt32, generation: UInt32, socket: consuming Socket, endpoint: UpstreamEndpoint, driver: ExchangeDriver
    ) {
        self.slot = slot
        self.generation = generation
        self.endpoint = endpoint
        pool = endpoint.pool
        self.driver = driver
        context = driver.context
        session = HTTP2Session(
            role: .client, settings: context.snapshot.limits.upstreamHTTP2, pool: context.messages)
        peer =
            switch pool.target.security {
            case .cleartext: PeerConnection(cleartext: socket, buffers: context.buffers)
            case .tls(let tls):
                PeerConnection(
                    client: socket, context: tls, serverName: endpoint.target.serverName, buffers: context.buffers)
            }
    }

    /// Begins to watch the socket, which is still connecting. Called once, when the connection is in the worker's table.
    ///
    /// - Returns: false when the loop cannot watch it.
    func start() -> Bool {
        expire(inMilliseconds: pool.target.connectMilliseconds)
        return (try? peer.register(on: context.loop, .write, token)) != nil
    }

    var token: EventToken {
        EventToken(kind: TokenKind.upstream.rawValue, slot: slot, generation: generation)
    }

    var isOpen: Bool {
        if case .open = phase { true } else { false }
    }

    var isConnecting: Bool {
        switch phase {
        case .connecting, .handshaking: true
        case .open, .draining, .closed: false
        }
    }

    /// Streams that can still be opened on it.
    var freeStreams: Int {
        isOpen ? max(0, Int(session.peerMaxConcurrentStreams) - exchanges.count) : 0
    }

    var streamCount: Int { exchanges.count }

    // MARK: Readiness

    func ready(isReadable: Bool, isWritable: Bool) {
        switch phase {
        case .connecting:
            connectDone()
        case .handshaking:
            advanceHandshake()
        case .open, .draining:
            if isWritable { flush() }
            if isReadable { readReady() }
        case .closed:
            break
        }
    }

    private func connectDone() {
        guard peer.takeSocketError() == nil else { return fail(.upstreamConnectFailed) }
        phase = .handshaking
        advanceHandshake()
    }

    private func advanceHandshake() {
        switch peer.handshake() {
        case .established: established()
        case .needsRead: setInterest(.read)
        case .needsWrite: setInterest([.read, .write])
        case .failed: fail(.upstreamTLSFailed)
        }
    }

    private func established() {
        phase = .open
        context.metrics.add(to: .connects, ofUpstream: pool.metricRow)
        context.metrics.add(to: .openConnections, ofUpstream: pool.metricRow)
        deadlineNanoseconds = .max
        setInterest(.read)
        context.markDirty(self)
        pool.serveWaiting()
        if exchanges.isEmpty { expire(inMilliseconds: pool.target.idleMilliseconds) }
        // The connector's first words may have come along with the end of the handshake.
        readReady()
    }

    private func readReady() {
        var isSound = true
        let outcome = peer.receive { bytes in
            noteReceived(bytes.count)
            do { try session.receive(bytes) } catch { isSound = false }
        }
        pump()
        if !isSound { distrust() }
        switch outcome {
        case .wouldBlock, .more: break
        case .ended: close(.upstreamClosed)
        case .failed: close(.upstreamReset)
        }
        context.markDirty(self)
    }

    private func noteReceived(_ byteCount: Int) {
        context.metrics.add(byteCount, to: .upstreamReceivedBytes)
        if receivedNanoseconds == 0 { endpoint.answered() }
        receivedNanoseconds = context.nowNanoseconds
    }

    /// What comes is not HTTP/2. The session says goodbye by itself; nothing new begins here.
    private func distrust() {
        endReason = .upstreamResponseMalformed
        retire()
    }

    // MARK: Events

    private func pump() {
        while case .open = phase, let event = session.nextEvent() { handle(event) }
        while case .draining = phase, let event = session.nextEvent() { handle(event) }
    }

    private func handle(_ event: HTTP2Event) {
        if case .goAwayReceived = event.kind { return retire() }
        if case .terminated = event.kind { return distrust() }
        guard let exchange = driver.exchange(event.owner, stream: event.stream, on: self) else { return }
        switch event.kind {
        case .responseHead: driver.responseHead(exchange, isEnd: event.endsStream)
        case .interimHead: driver.interimHead(exchange, status: event.status, message: session.interimHead)
        case .body: driver.responseBodyArrived(exchange)
        case .ended: driver.responseEnded(exchange)
        case .bodyTaken: driver.requestSent(exchange, count: event.count)
        case .streamClosed: driver.upstreamStreamClosed(exchange, code: event.code)
        case .violation: driver.upstreamFailed(exchange, .upstreamResponseMalformed)
        case .bodySent, .requestHead, .goAwayReceived, .terminated: break
        }
    }

    /// Takes no new streams; closes when the open ones are done.
    func retire() {
        switch phase {
        case .open:
            phase = .draining
            pool.settleWaiting()
            if exchanges.isEmpty { close(nil) }
        case .connecting, .handshaking, .draining, .closed:
            break
        }
    }

    /// The exchange got no answer in its time. When nothing at all has come since it was sent, the connection may be dead
    /// without knowing it: others shall not find that out one by one.
    func suspect(_ exchange: Exchange) {
        endpoint.noteFault(.upstreamResponseTimeout)
        if receivedNanoseconds < exchange.ledger.upstreamOpenedNanoseconds { retire() }
    }

    // MARK: What the driver orders

    /// Opens a stream for the exchange.
    ///
    /// - Returns: nil when the session takes no more streams (identifiers used up, GOAWAY).
    func open(_ exchange: Exchange, body: MessageBuffer?) -> StreamID? {
        guard let stream = try? session.submitRequest(exchange.outbound, body: body, owner: exchange.index) else {
            return nil
        }
        exchange.upstreamPosition = exchanges.add(exchange)
        context.metrics.add(to: .streams, ofUpstream: pool.metricRow)
        context.metrics.add(to: .openStreams, ofUpstream: pool.metricRow)
        deadlineNanoseconds = .max
        context.markDirty(self)
        return stream
    }

    /// The exchange is done with its stream. `resets`: the stream is still open and not wanted any more.
    func end(_ exchange: Exchange, resets: Bool) {
        exchanges.remove(at: exchange.upstreamPosition)?.upstreamPosition = exchange.upstreamPosition
        context.metrics.add(-1, to: .openStreams, ofUpstream: pool.metricRow)
        if case .closed = phase { return }
        if resets { session.reset(exchange.upstreamStream, code: .cancel) }
        session.release(exchange.upstreamStream)
        context.markDirty(self)
        if exchanges.isEmpty { becameIdle() }
        pool.serveWaiting()
    }

    private func becameIdle() {
        expire(inMilliseconds: pool.target.idleMilliseconds)
    }

    func resumeRequest(on stream: StreamID) {
        session.resumeBody(of: stream)
        context.markDirty(self)
    }

    /// `count` bytes of the response have gone downstream: the connector may send as many more.
    func responseTaken(_ count: Int, on stream: StreamID) {
        session.bodyConsumed(count, of: stream)
        context.markDirty(self)
    }

    // MARK: Writing

    func flush() {
        switch phase {
        case .connecting, .handshaking, .closed: return
        case .open, .draining: break
        }
        if peer.unsentByteCount > 0, !wasSent(peer.flush()) { return }
        repeat {
            context.output.removeAll()
            let count = try? session.encode(into: &context.output, limit: WorkerContext.outputByteCount)
            pump()
            guard count != nil else { return close(.upstreamReset) }
            if case .closed = phase { return }
            guard !context.output.isEmpty else { break }
            context.metrics.add(context.output.count, to: .upstreamSentBytes)
            writeCount += 1
            guard wasSent(context.output.withSpan({ peer.send($0) })) else { return }
        } while true
        if session.isFinished { return close(endReason) }
        if case .draining = phase, exchanges.isEmpty { return close(nil) }
        setInterest(.read)
    }

    private func wasSent(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: return true
        case .blocked:
            setInterest([.read, .write])
            return false
        case .failed:
            close(.upstreamReset)
            return false
        }
    }

    private func setInterest(_ wanted: Interest) {
        do {
            try peer.setInterest(wanted, on: context.loop)
        } catch {
            close(.internalError)
        }
    }

    // MARK: The end

    /// No connection came about.
    private func fail(_ reason: Reason) {
        phase = .closed
        deadlineNanoseconds = .max
        endpoint.failed(self, reason)
    }

    /// Closes the socket; exchanges on it fail with `reason`.
    func close(_ reason: Reason?) {
        if case .closed = phase { return }
        if !isConnecting { context.metrics.add(-1, to: .openConnections, ofUpstream: pool.metricRow) }
        phase = .closed
        deadlineNanoseconds = .max
        endpoint.closed(
            self, hasAnswered: receivedNanoseconds > 0,
            failing: exchanges.isEmpty ? nil : reason ?? .upstreamClosed)
        while let exchange = exchanges.last { driver.upstreamLost(exchange, reason ?? .upstreamClosed) }
    }

    // MARK: Deadlines

    private func expire(inMilliseconds milliseconds: UInt64) {
        deadlineNanoseconds = context.deadline(inMilliseconds: milliseconds)
        guard deadlineNanoseconds < scheduledNanoseconds else { return }
        scheduledNanoseconds = deadlineNanoseconds
        context.deadlines.schedule(token: token.rawValue, atNanoseconds: deadlineNanoseconds)
    }

    func deadlineReached() {
        scheduledNanoseconds = .max
        guard deadlineNanoseconds <= context.nowNanoseconds else {
            guard deadlineNanoseconds != .max else { return }
            scheduledNanoseconds = deadlineNanoseconds
            return context.deadlines.schedule(token: token.rawValue, atNanoseconds: deadlineNanoseconds)
        }
        switch phase {
        case .connecting, .handshaking: fail(.upstreamConnectTimeout)
        case .open where exchanges.isEmpty, .draining where exchanges.isEmpty: close(nil)
        case .open, .draining, .closed: break
        }
    }
}
