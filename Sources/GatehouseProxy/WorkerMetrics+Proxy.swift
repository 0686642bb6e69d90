import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseMemory
import GatehousePolicy
import GatehouseTLS

/// What the runtime counts, in terms of the metrics' closed sets.
extension WorkerMetrics {
    /// A client's handshake is done.
    func handshakeDone(on peer: PeerConnection) {
        guard peer.isEncrypted else { return }
        handshakeDone(
            MetricLabel.Handshake(isTLS13: peer.tlsVersionText == "TLSv1.3", isResumed: peer.isResumed))
    }

    /// A client's handshake has failed.
    func handshakeFailed(_ kind: TLSFailure.Kind) {
        handshakeFailed(MetricLabel.HandshakeFailure(kind))
    }

    /// A request head, or the violation in one, has arrived.
    func exchangeBegan(_ version: HTTPVersion) {
        add(to: .openExchanges)
        switch version {
        case .http10: add(to: .http10Requests)
        case .http11: add(to: .http11Requests)
        case .http2: add(to: .http2Requests)
        }
    }

    func exchangeEnded(_ exchange: Exchange, nowNanoseconds: UInt64) {
        add(-1, to: .openExchanges)
        let row = exchange.route.map { exchange.snapshot.routeMetricRows[$0.index] } ?? 0
        exchangeEnded(
            onRoute: row, status: exchange.ledger.status, reason: exchange.outcome?.reason,
            afterNanoseconds: nowNanoseconds &- exchange.ledger.beganNanoseconds)
    }
}

extension MetricLabel.HandshakeFailure {
    init(_ kind: TLSFailure.Kind) {
        switch kind {
        case .transport: self = .transport
        case .endedEarly: self = .endedEarly
        case .notTLS: self = .notTLS
        case .nothingInCommon: self = .nothingInCommon
        case .serverNameUnknown: self = .serverNameUnknown
        case .applicationProtocolMismatch: self = .applicationProtocol
        case .certificateRefused: self = .certificateRefused
        case .certificateMissing: self = .certificateMissing
        case .alertReceived: self = .alertReceived
        case .renegotiationRefused, .postHandshakeFlood, .protocolViolation: self = .protocolViolation
        case .internalError: self = .internalError
        }
    }
}
