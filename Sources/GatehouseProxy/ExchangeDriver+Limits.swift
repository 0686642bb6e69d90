import GatehouseExchange
import GatehouseHTTP
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

/// What clients may have, and how slow they may be.
extension ExchangeDriver {
    // MARK: Requests

    /// Memory may be there again after the next look at it.
    static let memoryDenial = Denial(.memoryExhausted, retryAfterSeconds: 1)

    /// Why a request that policy lets in is too much; nil when it is not. Counts it.
    func limitDenial(_ exchange: Exchange) -> Denial? {
        guard exchange.snapshot.hasRequestLimits else { return nil }
        switch exchange.judgement.decision {
        case .deny: return nil
        case .allow(let permit): return rateDenial(permit.route, exchange)
        case .require(let obligation):
            return failureDenial(exchange) ?? rateDenial(obligation.route, exchange)
        }
    }

    private func rateDenial(_ route: Route, _ exchange: Exchange) -> Denial? {
        guard let meter = exchange.snapshot.meters[route.index], let client = network(of: exchange) else { return nil }
        let wait = meter.take(for: client, by: route.rate, nowNanoseconds: context.nowNanoseconds)
        return wait == 0 ? nil : Denial(.rateLimited, retryAfterSeconds: Self.seconds(wait))
    }

    /// A client that keeps failing signatures is sent away before its body is held and hashed and a key is tried.
    private func failureDenial(_ exchange: Exchange) -> Denial? {
        guard let rule = exchange.snapshot.limits.signatureFailures, let client = network(of: exchange) else {
            return nil
        }
        let wait = context.shared.signatureFailures.wait(
            of: client, by: rule, nowNanoseconds: context.nowNanoseconds)
        return wait == 0 ? nil : Denial(.signatureFailuresLimited, retryAfterSeconds: Self.seconds(wait))
    }

    /// Only what a key was tried for counts: what the head alone gives away costs nothing.
    func chargeSignatureFailure(_ reason: Reason, of exchange: Exchange) {
        guard reason == .signatureInvalid, let rule = exchange.snapshot.limits.signatureFailures,
            let client = network(of: exchange)
        else { return }
        context.shared.signatureFailures.charge(to: client, by: rule, nowNanoseconds: context.nowNanoseconds)
    }

    private func network(of exchange: Exchange) -> ClientNetwork? {
        exchange.client.map { ClientNetwork(of: $0.address) }
    }

    /// Rounded up: earlier would be too early.
    private static func seconds(_ nanoseconds: UInt64) -> UInt32 {
        UInt32(clamping: nanoseconds / 1_000_000_000 + 1)
    }

    // MARK: Held bodies

    /// Counts bytes that are held for their signature; says why not when they are too many.
    func holdDenial(_ count: Int, of exchange: Exchange) -> Denial? {
        guard let client = network(of: exchange) else { return Denial(.internalError) }
        switch context.shared.hold(count, for: client, by: context.snapshot.limits) {
        case nil:
            exchange.ledger.heldByteCount += count
            return nil
        case .total: return Denial(.overloaded, retryAfterSeconds: 1)
        case .client: return Denial(.clientBodiesLimited, retryAfterSeconds: 1)
        }
    }

    /// Gives back what `holdDenial` has counted.
    func releaseHeld(of exchange: Exchange) {
        guard exchange.ledger.heldByteCount > 0, let client = network(of: exchange) else { return }
        context.shared.release(exchange.ledger.heldByteCount, of: client)
        exchange.ledger.heldByteCount = 0
    }

    // MARK: Pace

    /// While the body is held, or the connector waits for it, it is the client's turn; otherwise the connector's.
    func setRequestDeadline(_ exchange: Exchange, graceMilliseconds: UInt32) {
        guard let message = exchange.request else { return }
        let isOwing = exchange.phase == .holdingBody || message.body.isEmpty
        let due = exchange.requestPace.note(
            total: message.receivedByteCount, isOwing: isOwing, nowNanoseconds: context.nowNanoseconds,
            rule: paceRule(UInt64(graceMilliseconds)))
        let others = context.deadline(inMilliseconds: UInt64(graceMilliseconds))
        exchange.deadline.set(atNanoseconds: isOwing ? due : others, exchange.deadlineToken, context)
    }

    /// While content waits for the client, it is the client's turn; otherwise the connector's.
    func setResponseDeadline(_ exchange: Exchange, idleMilliseconds: UInt32) {
        let isOwing = isClientSlow(exchange)
        guard isOwing || exchange.responsePace.isRunning else {
            return exchange.deadline.set(
                inMilliseconds: UInt64(idleMilliseconds), exchange.deadlineToken, context)
        }
        let due = exchange.responsePace.note(
            total: takenByteCount(exchange), isOwing: isOwing, nowNanoseconds: context.nowNanoseconds,
            rule: paceRule(context.snapshot.limits.responseWriteMilliseconds))
        let others = context.deadline(inMilliseconds: UInt64(idleMilliseconds))
        exchange.deadline.set(atNanoseconds: isOwing ? due : others, exchange.deadlineToken, context)
    }

    func paceRule(_ graceMilliseconds: UInt64) -> PaceMeter.Rule {
        PaceMeter.Rule(
            nanosecondsPerByte: context.snapshot.limits.nanosecondsPerByte, graceMilliseconds: graceMilliseconds)
    }

    /// Bytes of the response that the socket has taken. On HTTP/2 those that are on their way to it belong to any stream;
    /// there the client's windows tell who is slow.
    private func takenByteCount(_ exchange: Exchange) -> UInt64 {
        let encoded = exchange.ledger.responseByteCount
        guard let downstream = exchange.downstream, downstream.codec.isHTTP1 else { return encoded }
        let unsent = UInt64(downstream.peer.unsentByteCount)
        return encoded > unsent ? encoded - unsent : 0
    }

    // MARK: Memory

    /// Exchanges that hold less than this are not worth ending.
    private static let greedyByteCount = 65_536

    /// Exchanges ended at a time: another look at memory comes before the next.
    private static let shedLimit = 8

    /// Ends the exchanges that hold most.
    ///
    /// - Parameter byteCount: how much they are to give back.
    func shedGreediest(byteCount: UInt64) {
        var shed: UInt64 = 0
        for _ in 0..<Self.shedLimit where shed < byteCount {
            guard let exchange = greediest() else { return }
            shed += UInt64(Self.heldByteCount(exchange))
            perform(exchange.machine.refused(Self.memoryDenial), for: exchange)
        }
    }

    private func greediest() -> Exchange? {
        var most = Self.greedyByteCount - 1
        var greediest: Exchange?
        for exchange in exchanges where exchange.downstream != nil {
            let count = Self.heldByteCount(exchange)
            guard count > most, exchange.phase != .replying, exchange.phase != .finished else {
                continue
            }
            most = count
            greediest = exchange
        }
        return greediest
    }

    private static func heldByteCount(_ exchange: Exchange) -> Int {
        max(exchange.request?.body.count ?? 0, exchange.ledger.heldByteCount) + (exchange.response?.body.count ?? 0)
    }
}
