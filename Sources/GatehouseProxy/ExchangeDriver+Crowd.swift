import GatehouseExchange
import GatehousePolicy

/// Slow clients, when others wait for the streams that they hold.
///
/// A connector takes so many requests at a time. A client that sends or takes its bytes slowly holds one of them all the
/// while, and some hundreds of such clients hold all. As long as nobody waits, they have their time.
extension ExchangeDriver {
    /// Who has fallen behind less than this is left alone: a lost packet or two.
    private static let arrearsNanoseconds: UInt64 = 1_000_000_000

    /// A look costs what there are exchanges.
    private static let intervalNanoseconds: UInt64 = 100_000_000

    /// Exchanges ended at a time.
    private static let endLimit = 64

    /// An exchange waits for the connector.
    func noteCrowd() {
        if crowdedNanoseconds == .max { crowdedNanoseconds = context.nowNanoseconds }
    }

    /// Ends those that have fallen behind furthest, one for each that waits, as if their time were over.
    func makeRoom() {
        let now = context.nowNanoseconds
        guard now >= crowdedNanoseconds else { return }
        var waitingCount = 0
        var behind: [(arrears: UInt64, exchange: Exchange)] = []
        for exchange in exchanges where exchange.downstream != nil {
            if exchange.phase == .openingUpstream { waitingCount += 1 }
            guard exchange.upstream?.pool.hasWaiting == true else { continue }
            let arrears = arrears(of: exchange, now)
            if arrears >= Self.arrearsNanoseconds { behind.append((arrears, exchange)) }
        }
        crowdedNanoseconds = waitingCount == 0 ? .max : now &+ Self.intervalNanoseconds
        behind.sort { $0.arrears > $1.arrears }
        for (_, exchange) in behind.prefix(min(waitingCount, Self.endLimit)) {
            perform(exchange.machine.deadlineReached(overdue(exchange)), for: exchange)
        }
    }

    private func arrears(of exchange: Exchange, _ now: UInt64) -> UInt64 {
        switch exchange.phase {
        case .sendingRequest:
            let grace = exchange.route?.deadlines.requestBodyMilliseconds ?? 0
            return exchange.requestPace.arrears(nowNanoseconds: now, rule: paceRule(UInt64(grace)))
        case .streamingResponse:
            let grace = context.snapshot.limits.responseWriteMilliseconds
            return exchange.responsePace.arrears(nowNanoseconds: now, rule: paceRule(grace))
        case .judging, .holdingBody, .openingUpstream, .awaitingResponse, .replying, .finished: return 0
        }
    }
}
