import GatehouseExchange
import GatehouseHTTP
import GatehouseMemory
import GatehousePolicy

/// What an exchange may take, phase by phase, and whose fault it is when it takes longer.
extension ExchangeDriver {
    /// Sets the deadline of the phase that the exchange is in now.
    func setDeadline(_ exchange: Exchange) {
        let milliseconds: UInt32
        switch exchange.phase {
        case .judging, .finished: return
        case .holdingBody, .sendingRequest:
            return setRequestDeadline(exchange, graceMilliseconds: exchange.deadlines.requestBodyMilliseconds)
        case .openingUpstream: milliseconds = exchange.deadlines.connectMilliseconds
        case .awaitingResponse: milliseconds = exchange.deadlines.responseHeadMilliseconds
        case .streamingResponse:
            return setResponseDeadline(exchange, idleMilliseconds: exchange.deadlines.idleMilliseconds)
        case .replying: milliseconds = context.snapshot.limits.replyDeadlines.idleMilliseconds
        }
        exchange.deadline.set(inMilliseconds: UInt64(milliseconds), exchange.deadlineToken, context)
    }

    /// Content is there, and the client has not taken it.
    func isClientSlow(_ exchange: Exchange) -> Bool {
        exchange.response?.body.isEmpty == false
    }

    func deadlineReached(_ index: UInt32) {
        guard index < placeCount else { return }
        let exchange = exchange(at: index)
        guard exchange.deadline.isReached(exchange.deadlineToken, context) else { return }
        if exchange.phase == .awaitingResponse { exchange.upstream?.suspect(exchange) }
        perform(exchange.machine.deadlineReached(overdue(exchange)), for: exchange)
    }

    /// Whose fault it is that nothing has moved.
    func overdue(_ exchange: Exchange) -> Reason {
        switch exchange.phase {
        case .holdingBody: .requestBodyTimeout
        case .sendingRequest: exchange.request?.body.isEmpty == false ? .upstreamIdleTimeout : .requestBodyTimeout
        case .openingUpstream: .upstreamConnectTimeout
        case .awaitingResponse: .upstreamResponseTimeout
        case .streamingResponse: isClientSlow(exchange) ? .responseWriteTimeout : .upstreamIdleTimeout
        case .replying: .responseWriteTimeout
        case .judging, .finished: .internalError
        }
    }
}
