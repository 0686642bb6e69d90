import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehousePolicy

/// The upstream half of exchanges.
extension ExchangeDriver {
    /// Content up to this size stays until the connector has answered, so that a request which it refuses unprocessed can
    /// be sent once more. What a client sends at once with its head; larger bodies stay only when they are held anyway.
    static let keptByteCount: UInt64 = 65_536

    // MARK: Opening

    func openUpstream(_ exchange: Exchange) {
        guard let permit = exchange.machine.permit, let pools = exchange.pools else { return }
        switch pools.pool(for: permit).lease(for: exchange) {
        case .connection(let connection): send(exchange, on: connection)
        case .waiting:
            setDeadline(exchange)
            noteCrowd()
        case .unavailable(let reason):
            perform(exchange.machine.upstreamFailed(reason, isRepeatable: true), for: exchange)
        }
    }

    /// The pool has a connection for an exchange that waited.
    func connectionReady(_ place: WaitingLine.Place) {
        if let exchange = waitingExchange(at: place) { openUpstream(exchange) }
    }

    /// The pool cannot get a connection for an exchange that waited.
    func connectionRefused(_ place: WaitingLine.Place, _ reason: Reason) {
        guard let exchange = waitingExchange(at: place) else { return }
        perform(exchange.machine.upstreamFailed(reason, isRepeatable: true), for: exchange)
    }

    /// False when the exchange has left the line.
    func isWaiting(_ place: WaitingLine.Place) -> Bool { waitingExchange(at: place) != nil }

    private func waitingExchange(at place: WaitingLine.Place) -> Exchange? {
        guard let exchange = exchange(place.index, generation: place.generation),
            exchange.phase == .openingUpstream, exchange.upstream == nil
        else { return nil }
        return exchange
    }

    private func send(_ exchange: Exchange, on connection: UpstreamConnection) {
        guard let request = exchange.request else { return }
        buildUpstreamHead(exchange, scheme: connection.pool.target.scheme)
        request.body.keepsTaken = request.receivedByteCount <= Self.keptByteCount || request.body.keepsTaken
        let hasBody = !request.isEnded || !request.body.isEmpty || request.trailers.count > 0
        guard let stream = connection.open(exchange, body: hasBody ? request : nil) else {
            // It has just been told to take no more. Without it the pool finds another, or says why not.
            connection.retire()
            return openUpstream(exchange)
        }
        if exchange.ledger.upstreamOpenedNanoseconds > 0 {
            context.metrics.add(to: .retries, ofUpstream: connection.pool.metricRow)
        } else {
            connection.pool.retries.requestSent()
        }
        exchange.upstream = connection
        exchange.upstreamStream = stream
        exchange.upstreamWriteCount = connection.writeCount
        exchange.isUpstreamClosed = false
        exchange.response = connection.codec.message(of: stream)
        exchange.ledger.upstreamAddress = connection.endpoint.target.addressText
        exchange.ledger.upstreamOpenedNanoseconds = context.nowNanoseconds
        perform(exchange.machine.upstreamOpened(), for: exchange)
        setDeadline(exchange)
    }

    private func buildUpstreamHead(_ exchange: Exchange, scheme: String) {
        guard let request = exchange.request, let path = exchange.judgement.path else { return }
        fillIdentity(for: exchange)
        _ = request.fields.withValue(of: .path) { target in
            path.withBytes(of: target) { path in
                UpstreamHead.build(
                    into: &exchange.outbound, from: request, path: path, scheme: scheme, identity: identity)
            }
        }
    }

    /// Says who the client is. Of what a trusted proxy claims only the address that policy used is passed on: a
    /// connector that reads the leftmost entry must not read one that the client made up.
    private func fillIdentity(for exchange: Exchange) {
        guard let downstream = exchange.downstream, let client = exchange.client else { return }
        identity.scheme = downstream.scheme
        identity.port = downstream.localPort
        identity.clientAddress.removeAll()
        client.address.append(to: &identity.clientAddress)
        let requestID = exchange.ledger.requestID
        identity.requestID.removeAll()
        identity.requestID.append(requestID.digits.span)
        requestID.writeTraceparent(spanID: context.requestIDs.word(), to: &identity.traceparent)
    }

    // MARK: Events from upstream

    func responseHead(_ exchange: Exchange, isEnd: Bool) {
        guard let response = exchange.response else { return }
        exchange.ledger.responseHeadNanoseconds = context.nowNanoseconds
        if let upstream = exchange.upstream {
            context.metrics.responseCame(
                afterNanoseconds: context.nowNanoseconds &- exchange.ledger.upstreamOpenedNanoseconds,
                fromUpstream: upstream.pool.metricRow)
        }
        do {
            try context.withDate { (date) throws(HTTP1Violation) in
                try DownstreamHead.build(into: &exchange.outbound, from: response, date: date)
            }
        } catch {
            return upstreamFailed(exchange, .upstreamResponseMalformed)
        }
        exchange.upstream?.endpoint.noteSuccess()
        // It will not be sent once more; what is kept for that would grow with the upload.
        exchange.request?.body.keepsTaken = false
        perform(exchange.machine.responseHead(), for: exchange)
        if isEnd { responseEnded(exchange) }
    }

    /// A 1xx head. 100 is ours to send and 101 has no meaning here; others are passed on (RFC 9110 section 15.2).
    func interimHead(_ exchange: Exchange, status: UInt16, message: MessageBuffer?) {
        setDeadline(exchange)
        guard exchange.phase == .awaitingResponse || exchange.phase == .sendingRequest,
            status > 101, let message
        else { return }
        let isSound = context.withDate { date in
            (try? DownstreamHead.build(
                into: &exchange.outbound, status: status, from: message.fields, date: date)) != nil
        }
        guard isSound else { return upstreamFailed(exchange, .upstreamResponseMalformed) }
        exchange.downstream?.sendInterim(status, exchange.outbound, on: exchange.downstreamStream)
    }

    func responseBodyArrived(_ exchange: Exchange) {
        perform(exchange.machine.responseBodyArrived(), for: exchange)
        setDeadline(exchange)
    }

    func responseEnded(_ exchange: Exchange) {
        perform(exchange.machine.responseEnded(), for: exchange)
    }

    /// `count` bytes of the request have been encoded for the connector.
    func requestSent(_ exchange: Exchange, count: Int) {
        requestTaken(exchange, count: count)
        setDeadline(exchange)
    }

    /// `count` bytes of the request are not held any more: the client may send as many, but for those that it was already
    /// allowed to.
    func requestTaken(_ exchange: Exchange, count: Int) {
        let prepaid = min(count, exchange.ledger.prepaidByteCount)
        exchange.ledger.prepaidByteCount -= prepaid
        exchange.downstream?.requestTaken(count - prepaid, on: exchange.downstreamStream)
    }

    /// The connector has closed the stream: after its end, or before it with a code.
    func upstreamStreamClosed(_ exchange: Exchange, code: HTTP2ErrorCode) {
        exchange.isUpstreamClosed = true
        guard code == .refusedStream else { return upstreamFailed(exchange, .upstreamReset) }
        fail(exchange, .upstreamRefused, isRepeatable: rewindRequest(exchange))
    }

    /// The exchange cannot be completed by its upstream.
    func upstreamFailed(_ exchange: Exchange, _ reason: Reason) {
        let endpoint = exchange.upstream?.endpoint
        if fail(exchange, reason, isRepeatable: false) { endpoint?.noteFault(reason) }
    }

    /// The connection of the exchange is gone.
    ///
    /// A response that is complete is still sent, out of a buffer that belongs to the connection's codec.
    func upstreamLost(_ exchange: Exchange, _ reason: Reason) {
        exchange.isUpstreamClosed = true
        guard let upstream = exchange.upstream else { return }
        // Nothing was written since the stream was opened, so the connector cannot have begun with it.
        let isUnprocessed = upstream.writeCount == exchange.upstreamWriteCount
        let isRepeatable = isUnprocessed || isHarmless(exchange, toRepeatAfter: reason)
        fail(exchange, reason, isRepeatable: isRepeatable && rewindRequest(exchange))
        guard exchange.upstream === upstream else { return }
        exchange.lostCodec = upstream.codec
        exchange.upstream = nil
        upstream.end(exchange, resets: false)
    }

    /// A safe method may be sent again when a connection ends without an answer (RFC 9110 section 9.2.2). What the
    /// connector did wrong with its answer, it would do wrong again.
    private func isHarmless(_ exchange: Exchange, toRepeatAfter reason: Reason) -> Bool {
        guard reason == .upstreamClosed || reason == .upstreamReset, let request = exchange.request else {
            return false
        }
        return request.method.isSafe && request.isEnded
    }

    /// - Returns: false when the response was complete already.
    @discardableResult
    private func fail(_ exchange: Exchange, _ reason: Reason, isRepeatable: Bool) -> Bool {
        let isRetried = isRepeatable && mayRetry(exchange)
        let orders = exchange.machine.upstreamFailed(reason, isRepeatable: isRetried)
        // No orders: the response is complete and still on its way downstream, out of the upstream stream's buffer.
        guard !orders.isEmpty else { return false }
        detachUpstream(exchange)
        perform(orders, for: exchange)
        return true
    }

    private func mayRetry(_ exchange: Exchange) -> Bool {
        guard exchange.machine.mayTryAgain, let pool = exchange.upstream?.pool else { return false }
        return pool.retries.take(at: context.nowNanoseconds)
    }

    /// Puts the request content back to its beginning, so that it can be sent once more.
    ///
    /// What was taken was returned to the client's window then, and is not returned again.
    /// - Returns: false when some of it is gone.
    private func rewindRequest(_ exchange: Exchange) -> Bool {
        guard let request = exchange.request else { return false }
        let taken = Int(clamping: request.receivedByteCount) - request.body.count
        guard request.body.rewind(toCount: request.receivedByteCount) else { return false }
        exchange.ledger.prepaidByteCount += taken
        return true
    }

    /// Lets go of the upstream stream, and resets it when it is still open.
    func detachUpstream(_ exchange: Exchange) {
        guard let upstream = exchange.upstream else { return }
        exchange.upstream = nil
        exchange.response = nil
        upstream.end(exchange, resets: !exchange.isUpstreamClosed)
    }
}
