import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehouseTLS
import GatehouseTransport

/// One connection to an endpoint of a connector, for one class of routes of one worker.
///
/// Used on its worker's thread only. The connector is not trusted: whatever it sends that is not what
/// was agreed ends the exchanges on it with a reason.
final class UpstreamConnection {
    enum Phase {
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
    let codec: UpstreamCodec
    let context: WorkerContext
    let driver: ExchangeDriver
    let endpoint: UpstreamEndpoint
    /// Held for the endpoint, which does not hold it: a connection that drains may outlive the pool's own time.
    let pool: UpstreamPool

    private let cell = Cell(UpstreamState())

    init(
        slot: UInt32, generation: UInt32, socket: consuming Socket, endpoint: UpstreamEndpoint, driver: ExchangeDriver
    ) {
        self.slot = slot
        self.generation = generation
        self.endpoint = endpoint
        pool = endpoint.pool
        self.driver = driver
        context = driver.context
        codec = UpstreamCodec(for: pool.target, context: context)
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
        isOpen ? max(0, codec.maximumStreams - streamCount) : 0
    }

    var streamCount: Int { exchanges.count + abandoned.count }

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
        deadline.clear()
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
            if !codec.receive(bytes) { isSound = false }
        }
        pump()
        if !isSound { distrust() }
        if settleAbandoned() { pool.serveWaiting() }
        switch outcome {
        case .wouldBlock, .more: break
        case .ended(let isClean): ended(isClean: isClean)
        case .failed: close(.upstreamReset)
        }
        context.markDirty(self)
    }

    /// On HTTP/1.1 the end of the connection, in order, may be the end of a response.
    private func ended(isClean: Bool) {
        if isClean, case .http1(let http1) = codec, http1.receiveEnd() { pump() }
        close(.upstreamClosed)
    }

    private func noteReceived(_ byteCount: Int) {
        context.metrics.add(byteCount, to: .upstreamReceivedBytes)
        if receivedNanoseconds == 0 { endpoint.answered() }
        receivedNanoseconds = context.nowNanoseconds
    }

    /// What comes is not HTTP. The session says goodbye by itself; nothing new begins here.
    func distrust() {
        endReason = .upstreamResponseMalformed
        retire()
    }

    // MARK: Events

    func pump() {
        switch codec {
        case .http2(let session):
            while isAlive, let event = session.nextEvent() { handle(event, of: session) }
        case .http1(let http1):
            while isAlive, let event = http1.nextEvent() { handle(event, of: http1) }
        }
    }

    private var isAlive: Bool {
        switch phase {
        case .open, .draining: true
        case .connecting, .handshaking, .closed: false
        }
    }

    /// The exchange that is under way on an HTTP/1.1 connection.
    var onlyExchange: Exchange? { exchanges.first }

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
        guard receivedNanoseconds < exchange.ledger.upstreamOpenedNanoseconds else { return }
        isSuspect = true
        retire()
    }

    // MARK: What the driver orders

    /// Opens a stream for the exchange.
    ///
    /// - Returns: nil when the session takes no more streams (identifiers used up, GOAWAY).
    func open(_ exchange: Exchange, body: MessageBuffer?) -> StreamID? {
        guard let stream = codec.submit(exchange.outbound, body: body, owner: exchange.index) else { return nil }
        exchange.upstreamPosition = exchanges.add(exchange)
        context.metrics.add(to: .streams, ofUpstream: pool.metricRow)
        context.metrics.add(to: .openStreams, ofUpstream: pool.metricRow)
        deadline.clear()
        context.markDirty(self)
        return stream
    }

    /// The exchange is done with its stream. `resets`: the stream is still open and not wanted any more.
    func end(_ exchange: Exchange, resets: Bool) {
        exchanges.remove(at: exchange.upstreamPosition)?.upstreamPosition = exchange.upstreamPosition
        context.metrics.add(-1, to: .openStreams, ofUpstream: pool.metricRow)
        if case .closed = phase { return }
        switch codec {
        case .http2(let session):
            if resets { giveUp(exchange.upstreamStream, of: session) }
            session.release(exchange.upstreamStream)
        case .http1(let http1):
            // What is left of this exchange must not be taken for the next one.
            if !http1.finishExchange() { retire() }
        }
        if case .closed = phase { return }
        context.markDirty(self)
        if exchanges.isEmpty { becameIdle() }
        pool.serveWaiting()
    }

    /// A connector that has the whole request is left to answer it: others share the connection, and connectors close one
    /// that sees many resets.
    private func giveUp(_ stream: StreamID, of session: HTTP2Session) {
        if session.abandonResponse(of: stream) {
            abandoned.add(stream, at: context.nowNanoseconds)
        } else {
            session.reset(stream, code: .cancel)
        }
        _ = settleAbandoned()
    }

    /// - Returns: true when streams have become free.
    private func settleAbandoned() -> Bool {
        guard !abandoned.isEmpty, case .http2(let session) = codec else { return false }
        return abandoned.settle(session, limit: codec.maximumStreams / 2, at: context.nowNanoseconds)
    }

    private func becameIdle() {
        expire(inMilliseconds: pool.target.idleMilliseconds)
    }

    func resumeRequest(on stream: StreamID) {
        codec.resumeBody(of: stream)
        context.markDirty(self)
    }

    /// `count` bytes of the response have gone downstream: the connector may send as many more.
    func responseTaken(_ count: Int, on stream: StreamID) {
        codec.bodyConsumed(count, of: stream)
        context.markDirty(self)
    }

    // MARK: The end

    /// No connection came about.
    private func fail(_ reason: Reason) {
        phase = .closed
        deadline.clear()
        endpoint.failed(self, reason)
    }

    /// Closes the socket; exchanges on it fail with `reason`.
    func close(_ reason: Reason?) {
        if case .closed = phase { return }
        if !isConnecting { context.metrics.add(-1, to: .openConnections, ofUpstream: pool.metricRow) }
        phase = .closed
        deadline.clear()
        endpoint.closed(
            self, isFailedAttempt: receivedNanoseconds == 0 && (reason != nil || isSuspect),
            failing: exchanges.isEmpty ? nil : reason ?? .upstreamClosed)
        while let exchange = exchanges.last { driver.upstreamLost(exchange, reason ?? .upstreamClosed) }
    }

    // MARK: Deadlines

    private func expire(inMilliseconds milliseconds: UInt64) {
        deadline.set(inMilliseconds: milliseconds, token, context)
    }

    func deadlineReached() {
        guard deadline.isReached(token, context) else { return }
        switch phase {
        case .connecting, .handshaking: fail(.upstreamConnectTimeout)
        case .open where exchanges.isEmpty, .draining where exchanges.isEmpty: close(nil)
        case .open, .draining, .closed: break
        }
    }
}

/// What `UpstreamState` says of them.
extension UpstreamConnection {
    var isDirty: Bool {
        get { cell.value.isDirty }
        set { cell.value.isDirty = newValue }
    }
    var phase: Phase {
        get { cell.value.phase }
        set { cell.value.phase = newValue }
    }
    var exchanges: ExchangeList {
        @inline(__always) _read { yield cell.value.exchanges }
        @inline(__always) _modify { yield &cell.value.exchanges }
    }
    private var abandoned: AbandonedStreams {
        @inline(__always) _read { yield cell.value.abandoned }
        @inline(__always) _modify { yield &cell.value.abandoned }
    }
    var writeCount: UInt64 {
        get { cell.value.writeCount }
        set { cell.value.writeCount = newValue }
    }
    private var receivedNanoseconds: UInt64 {
        get { cell.value.receivedNanoseconds }
        set { cell.value.receivedNanoseconds = newValue }
    }
    private var isSuspect: Bool {
        get { cell.value.isSuspect }
        set { cell.value.isSuspect = newValue }
    }
    var endReason: Reason {
        get { cell.value.endReason }
        set { cell.value.endReason = newValue }
    }
    private var deadline: MovingDeadline {
        @inline(__always) _read { yield cell.value.deadline }
        @inline(__always) _modify { yield &cell.value.deadline }
    }
}
