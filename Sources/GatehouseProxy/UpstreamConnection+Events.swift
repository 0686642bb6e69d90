import GatehouseHTTP
import GatehouseHTTP2

/// What the two protocols report, for the driver.
extension UpstreamConnection {
    func handle(_ event: HTTP2Event, of session: HTTP2Session) {
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

    func handle(_ event: HTTP1ResponseEvent, of codec: HTTP1ClientCodec) {
        if case .violation = event { return close(.upstreamResponseMalformed) }
        guard let exchange = onlyExchange else { return }
        switch event {
        case .responseHead(let ended):
            exchange.response = codec.message
            driver.responseHead(exchange, isEnd: ended)
        case .interimHead(let status): driver.interimHead(exchange, status: status, message: codec.interim)
        case .body: driver.responseBodyArrived(exchange)
        case .ended: driver.responseEnded(exchange)
        case .violation: break
        }
    }
}
