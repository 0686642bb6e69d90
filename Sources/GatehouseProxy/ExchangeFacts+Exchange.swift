import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseMemory
import GatehousePolicy
import GatehouseTransport

extension ExchangeFacts {
    /// Collects what is known of an exchange at its end.
    init(of exchange: Exchange, outcome: ExchangeOutcome, context: WorkerContext) {
        let ledger = exchange.ledger
        self.init(
            requestID: ledger.requestID.digits, version: exchange.request?.version ?? .http11,
            policyDigest: exchange.snapshot.policyDigest)
        finishedAt = Timestamp(nanoseconds: context.loop.wallClockNanoseconds)
        reason = outcome.reason
        status = ledger.status == 0 ? nil : ledger.status
        keyID = ledger.keyID
        responseBodyBytes = ledger.responseByteCount
        durationMicroseconds = (context.nowNanoseconds &- ledger.beganNanoseconds) / 1000
        if ledger.upstreamOpenedNanoseconds > 0 {
            upstreamMicroseconds = (context.nowNanoseconds &- ledger.upstreamOpenedNanoseconds) / 1000
        }
        addRequest(exchange)
        addRoute(exchange)
    }

    private mutating func addRequest(_ exchange: Exchange) {
        guard let message = exchange.request else { return }
        method = message.fields.contains(.path) ? message.method : nil
        requestBodyBytes = message.receivedByteCount
        bodyDigest = exchange.ledger.bodyDigest
        if let client = exchange.client {
            clientAddress = AddressText(client.address.description)
            clientDerivation = client.derivation.rawValue
        }
    }

    private mutating func addRoute(_ exchange: Exchange) {
        guard let route = exchange.route else { return }
        self.route = exchange.snapshot.routeFacts[route.index]
        upstreamAddress = exchange.ledger.upstreamAddress
    }
}
