import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehousePolicy
import GatehouseSignatures
import GatehouseTransport

/// Runs exchanges: reports events to their machines and carries out the orders that come back.
///
/// One for each worker. What a request means is decided in GatehouseExchange and below; here bytes and streams are
/// put where the decision says.
final class ExchangeDriver {
    let context: WorkerContext
    private let slab = Cell(Slab<ExchangeState>())
    private let free = Cell<[UInt32]>([])
    private let poolCell = Cell<UpstreamPoolSet?>(nil)
    private unowned let worker: Worker
    private let crowded = Cell(UInt64.max)
    /// What upstream heads say about the client; filled for each request, its memory reused.
    private let identityCell = Cell(ForwardingIdentity(scheme: "https", port: 0))

    init(context: WorkerContext, worker: Worker) {
        self.context = context
        self.worker = worker
    }

    private(set) var pools: UpstreamPoolSet? {
        get { poolCell.value }
        set { poolCell.value = newValue }
    }

    var identity: ForwardingIdentity {
        @inline(__always) _read { yield identityCell.value }
        @inline(__always) _modify { yield &identityCell.value }
    }

    /// Exchanges, resting ones included.
    var placeCount: Int { slab.value.count }

    /// Exchanges that are open on this worker.
    var openCount: Int { slab.value.count - free.value.count }

    /// When somebody who waits for the connector may get the place of a slow client; `.max` while nobody waits.
    var crowdedNanoseconds: UInt64 {
        get { crowded.value }
        set { crowded.value = newValue }
    }

    // MARK: Begin

    /// A request head is complete: judges it and starts what the judgement says.
    func begin(
        _ message: MessageBuffer, ended: Bool, expectsContinue: Bool, on connection: DownstreamConnection,
        stream: StreamID
    ) {
        let exchange = take(message, on: connection, stream: stream)
        if context.trails.refusesRequests {
            return perform(exchange.machine.refused(Denial(.auditUnavailable)), for: exchange)
        }
        if context.pressure == .critical {
            return perform(exchange.machine.refused(Self.memoryDenial), for: exchange)
        }
        if case .redirect(let rule) = connection.listener.service {
            return perform(exchange.machine.refused(rule.judge(message)), for: exchange)
        }
        if message.version == .http2 {
            do {
                try RequestHeadRules.validateHTTP2(message)
            } catch {
                connection.noteMalformedRequest()
                return perform(exchange.machine.refused(Denial(error.reason)), for: exchange)
            }
        }
        exchange.judgement = context.snapshot.judge.judge(
            message, from: connection.origin, isAuthorityCovered: connection.covers(message),
            nowSeconds: context.loop.wallClockSeconds)
        if let route = exchange.route { exchange.deadlines = route.deadlines }
        if let denial = limitDenial(exchange) { return perform(exchange.machine.refused(denial), for: exchange) }
        let orders = exchange.machine.judged(
            exchange.judgement.decision, requestEnded: ended, expectsContinue: expectsContinue)
        perform(orders, for: exchange)
    }

    /// A request that cannot be read in exactly one way: answered if it can be, and written down.
    ///
    /// Not answered when the codec is resetting the stream already (`isAnswerable` is false).
    func beginRefused(
        _ message: MessageBuffer, reason: Reason, isAnswerable: Bool = true, on connection: DownstreamConnection,
        stream: StreamID
    ) {
        requestRefused(take(message, on: connection, stream: stream), reason, isAnswerable: isAnswerable)
    }

    private func take(
        _ message: MessageBuffer, on connection: DownstreamConnection, stream: StreamID
    ) -> Exchange {
        let exchange = reuse()
        exchange.snapshot = context.snapshot
        exchange.deadlines = context.snapshot.limits.replyDeadlines
        exchange.pools = pools
        exchange.downstream = connection
        exchange.downstreamStream = stream
        exchange.request = message
        exchange.ledger.requestID = context.requestIDs.next()
        exchange.ledger.beganNanoseconds = context.nowNanoseconds
        context.metrics.exchangeBegan(message.version)
        connection.add(exchange)
        return exchange
    }

    private func reuse() -> Exchange {
        if let index = free.value.popLast() { return exchange(at: index) }
        let index = UInt32(slab.value.count)
        return Exchange(index: index, at: slab.value.append(ExchangeState(snapshot: context.snapshot)))
    }

    /// The exchange at a place, whatever it holds.
    func exchange(at index: UInt32) -> Exchange {
        Exchange(index: index, at: slab.value[Int(index)])
    }

    /// All exchanges, resting ones included.
    var exchanges: some Sequence<Exchange> { (0..<UInt32(slab.value.count)).lazy.map { self.exchange(at: $0) } }

    /// The exchange that owns a downstream stream; nil when it is over, or the stream never had one.
    func exchange(_ owner: UInt32, stream: StreamID, on connection: DownstreamConnection) -> Exchange? {
        guard owner < slab.value.count else { return nil }
        let exchange = exchange(at: owner)
        return exchange.downstreamStream == stream && exchange.downstream === connection ? exchange : nil
    }

    /// The exchange that owns an upstream stream.
    func exchange(_ owner: UInt32, stream: StreamID, on connection: UpstreamConnection) -> Exchange? {
        guard owner < slab.value.count else { return nil }
        let exchange = exchange(at: owner)
        return exchange.upstreamStream == stream && exchange.upstream === connection ? exchange : nil
    }

    /// The exchange of a place in a waiting line; nil when it is over.
    func exchange(_ index: UInt32, generation: UInt32) -> Exchange? {
        guard index < slab.value.count else { return nil }
        let exchange = exchange(at: index)
        return exchange.generation == generation ? exchange : nil
    }

    // MARK: Events from downstream

    func requestBodyArrived(_ exchange: Exchange) {
        guard let message = exchange.request else { return }
        if let route = exchange.route, message.receivedByteCount > route.maximumBodyBytes {
            return requestRefused(exchange, .bodyTooLarge)
        }
        switch exchange.phase {
        case .holdingBody:
            hold(message, of: exchange)
            setDeadline(exchange)
        case .sendingRequest:
            if message.receivedByteCount > Self.keptByteCount { message.body.keepsTaken = false }
            setDeadline(exchange)
        // Content that nobody waits for is no progress: its sender could keep the exchange open with it.
        case .replying: discard(message, of: exchange)
        case .judging, .openingUpstream, .awaitingResponse, .streamingResponse, .finished: break
        }
        carryOut(exchange.machine.requestBodyArrived(), for: exchange)
    }

    func requestEnded(_ exchange: Exchange) {
        if let reason = trailerFault(exchange) {
            exchange.downstream?.noteMalformedRequest()
            return requestRefused(exchange, reason)
        }
        perform(exchange.machine.requestEnded(), for: exchange)
        verify(exchange)
        setDeadline(exchange)
    }

    /// The HTTP/1.1 codec has looked at trailers itself; on HTTP/2 they are held to the same rule here.
    private func trailerFault(_ exchange: Exchange) -> Reason? {
        guard let message = exchange.request, message.version == .http2, message.trailers.count > 0 else { return nil }
        do {
            try HeaderRules.validateTrailers(message.trailers)
            return nil
        } catch {
            return error.reason
        }
    }

    func requestRefused(_ exchange: Exchange, _ reason: Reason, isAnswerable: Bool = true) {
        exchange.isAnswerable = isAnswerable
        perform(exchange.machine.refused(Denial(reason)), for: exchange)
    }

    func clientLeft(_ exchange: Exchange, _ reason: Reason) {
        perform(exchange.machine.clientLeft(reason), for: exchange)
    }

    /// `count` bytes of the response have been encoded for the client.
    func responseTaken(_ exchange: Exchange, count: Int) {
        exchange.ledger.responseByteCount += UInt64(count)
        if let upstream = exchange.upstream { upstream.responseTaken(count, on: exchange.upstreamStream) }
        setDeadline(exchange)
    }

    func responseSent(_ exchange: Exchange) {
        perform(exchange.machine.responseSent(), for: exchange)
    }

    // MARK: Holding a body for its signature

    private func hold(_ message: MessageBuffer, of exchange: Exchange) {
        let added = exchange.gate?.append(from: message) ?? 0
        exchange.ledger.prepaidByteCount += added
        if let denial = holdDenial(added, of: exchange) {
            return perform(exchange.machine.refused(denial), for: exchange)
        }
        exchange.downstream?.requestHeld(added, on: exchange.downstreamStream)
    }

    private func startHolding(_ exchange: Exchange) {
        guard let message = exchange.request, let route = exchange.route,
            let gate = exchange.judgement.takeGate()
        else { return requestRefused(exchange, .internalError) }
        message.body.keepsTaken = true
        exchange.gate = consume gate
        exchange.downstream?.holdBody(upTo: Int(clamping: route.maximumBodyBytes))
        hold(message, of: exchange)
        if message.isEnded { verify(exchange) }
    }

    private func verify(_ exchange: Exchange) {
        guard exchange.phase == .holdingBody, let message = exchange.request else { return }
        _ = exchange.gate?.append(from: message)
        let verdict = exchange.gate?.finish(nowSeconds: context.loop.wallClockSeconds)
        switch verdict {
        case .valid(let body):
            exchange.gate = nil
            exchange.ledger.keyID = body.keyID
            perform(exchange.machine.bodyVerified(body), for: exchange)
        case .invalid(let reason, let keyID):
            exchange.ledger.keyID = keyID
            chargeSignatureFailure(reason, of: exchange)
            perform(exchange.machine.refused(Denial(reason)), for: exchange)
        case nil:
            perform(exchange.machine.refused(Denial(.internalError)), for: exchange)
        }
    }

    /// Drops content that nobody wants, so that its sender is not stopped before it has read the reply.
    private func discard(_ message: MessageBuffer, of exchange: Exchange) {
        let count = message.body.count
        message.body.removeAll()
        requestTaken(exchange, count: count)
    }

    // MARK: Orders

    /// Carries out orders, and starts the deadline of the phase that they have led to.
    func perform(_ orders: Orders, for exchange: Exchange) {
        if orders.isEmpty { return }
        carryOut(orders, for: exchange)
        if orders.contains(.finish) { finish(exchange) } else { setDeadline(exchange) }
    }

    /// Carries out orders, in the order of their list.
    private func carryOut(_ orders: Orders, for exchange: Exchange) {
        if orders.contains(.resetUpstream) { detachUpstream(exchange) }
        if orders.contains(.sendContinue) { sendContinue(exchange) }
        if orders.contains(.holdBody) { startHolding(exchange) }
        if orders.contains(.openUpstream) { openUpstream(exchange) }
        if orders.contains(.resumeRequest) { exchange.upstream?.resumeRequest(on: exchange.upstreamStream) }
        if orders.contains(.sendResponseHead) { sendResponseHead(exchange) }
        if orders.contains(.resumeResponse) { exchange.downstream?.resumeResponse(on: exchange.downstreamStream) }
        if orders.contains(.reply) { reply(exchange) }
        if orders.contains(.abortDownstream) { breakOff(exchange) }
    }

    private func sendContinue(_ exchange: Exchange) {
        exchange.outbound.removeAll()
        exchange.outbound.append(.status, value: "100")
        exchange.downstream?.sendInterim(100, exchange.outbound, on: exchange.downstreamStream)
    }

    private func sendResponseHead(_ exchange: Exchange) {
        guard let response = exchange.response, let downstream = exchange.downstream else { return }
        exchange.ledger.status = response.status
        downstream.respond(response.status, exchange.outbound, body: response, on: exchange.downstreamStream)
    }

    private func breakOff(_ exchange: Exchange) {
        exchange.isBrokenOff = true
        exchange.downstream?.abort(stream: exchange.downstreamStream)
    }

    private func reply(_ exchange: Exchange) {
        guard let denial = exchange.machine.denial, let downstream = exchange.downstream else { return }
        guard let status = denial.status, exchange.isAnswerable else {
            breakOff(exchange)
            return perform(exchange.machine.responseSent(), for: exchange)
        }
        describeRefusedBody(exchange)
        exchange.ledger.status = status
        guard let answer = localReply(denial, for: exchange) else { return }
        context.withDate { answer.fill(exchange.localReply, date: $0) }
        downstream.respond(
            status, exchange.localReply.fields, body: exchange.localReply, on: exchange.downstreamStream)
        if let message = exchange.request, !message.body.isEmpty { discard(message, of: exchange) }
    }

    /// A held body that is refused is evidence: the record names it by its digest.
    private func describeRefusedBody(_ exchange: Exchange) {
        guard exchange.gate != nil, let message = exchange.request else { return }
        exchange.gate = nil
        exchange.ledger.bodyDigest = message.body.withSpan { SHA256Value(hashing: $0) }
    }

    private func localReply(_ denial: Denial, for exchange: Exchange) -> LocalReply? {
        if denial.reason == .redirectedToHTTPS, let message = exchange.request,
            case .redirect(let rule) = exchange.downstream?.listener.service,
            let location = rule.location(for: message)
        {
            return LocalReply(redirectingTo: location)
        }
        return LocalReply(denial, allow: denial.reason == .methodNotAllowed ? exchange.route?.allow : nil)
    }

    private func finish(_ exchange: Exchange) {
        detachUpstream(exchange)
        releaseHeld(of: exchange)
        context.metrics.exchangeEnded(exchange, nowNanoseconds: context.nowNanoseconds)
        context.trails.record(exchange, context: context)
        // Let go of first: an HTTP/1.1 codec then uses the buffer again instead of making another.
        exchange.request = nil
        exchange.downstream?.end(exchange)
        exchange.reset()
        free.value.append(exchange.index)
    }

    // MARK: Pools and connections

    /// Makes ready for the snapshot that the context holds now. Open exchanges keep the one that they began with.
    func snapshotReplaced() {
        pools = UpstreamPoolSet(for: context.snapshot, following: pools, driver: self)
        // Exchanges that rest must not keep former snapshots alive.
        for index in free.value { exchange(at: index).snapshot = context.snapshot }
    }

    /// Lets go of the pools: they hold the driver, and the driver holds them.
    func dropPools() {
        pools?.retireAll()
        pools = nil
    }

    func connect(_ endpoint: UpstreamEndpoint) -> UpstreamConnection? { worker.connect(endpoint) }

    func probe(_ endpoint: EndpointTarget, _ rule: HealthCheck, for pair: UpstreamPair) -> HealthProbe {
        worker.probe(endpoint, rule, for: pair)
    }

    func remove(_ probe: HealthProbe) { worker.remove(probe) }

    func removed(_ connection: UpstreamConnection) { worker.remove(connection) }

    func closed(_ connection: DownstreamConnection) { worker.remove(connection) }
}
