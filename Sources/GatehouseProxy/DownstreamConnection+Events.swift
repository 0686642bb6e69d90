import GatehouseHTTP
import GatehouseHTTP2

/// What the codec has read, on its way to the driver.
extension DownstreamConnection {
    /// Hands every event of the codec to the driver.
    func pump() {
        switch codec {
        case .undecided: break
        case .http1(let session): pump(session)
        case .http2(let session): pump(session)
        }
    }

    func pump(_ session: HTTP1ServerCodec) {
        while !isClosed, let event = session.nextEvent() {
            switch event {
            case .requestHead(let ended, let expectsContinue):
                // The head was given up and is being answered; it does not count that it is complete after all.
                guard exchanges.isEmpty else { break }
                driver.begin(
                    session.message, ended: ended, expectsContinue: expectsContinue, on: self,
                    stream: .connection)
            case .body:
                if let exchange = exchanges.first { driver.requestBodyArrived(exchange) }
            case .ended:
                if let exchange = exchanges.first { driver.requestEnded(exchange) }
            case .violation(let reason):
                if let exchange = exchanges.first {
                    driver.requestRefused(exchange, reason)
                } else {
                    driver.beginRefused(session.message, reason: reason, on: self, stream: .connection)
                }
            }
        }
    }

    func pump(_ session: HTTP2Session) {
        while !isClosed, let event = session.nextEvent() {
            if let exchange = driver.exchange(event.owner, stream: event.stream, on: self) {
                report(event, of: exchange)
            } else {
                reportUnowned(event, session)
            }
        }
    }

    func report(_ event: HTTP2Event, of exchange: Exchange) {
        switch event.kind {
        case .body: driver.requestBodyArrived(exchange)
        case .ended: driver.requestEnded(exchange)
        case .bodyTaken: driver.responseTaken(exchange, count: event.count)
        case .bodySent: driver.responseSent(exchange)
        case .streamClosed: driver.clientLeft(exchange, .clientReset)
        case .violation: driver.requestRefused(exchange, event.reason, isAnswerable: event.isAnswerable)
        case .requestHead, .responseHead, .interimHead, .goAwayReceived, .terminated: break
        }
    }

    /// Events of a stream that has no exchange: its head, or one that was refused before there was one.
    func reportUnowned(_ event: HTTP2Event, _ session: HTTP2Session) {
        switch event.kind {
        case .requestHead:
            guard let message = session.message(of: event.stream) else { return }
            let expectsContinue = message.fields.contains(.expect)
            driver.begin(
                message, ended: event.endsStream, expectsContinue: expectsContinue, on: self, stream: event.stream)
        case .violation:
            if let message = session.message(of: event.stream) {
                message.version = .http2
                driver.beginRefused(
                    message, reason: event.reason, isAnswerable: event.isAnswerable, on: self, stream: event.stream)
            } else {
                context.trails.recordRefused(facts, event.reason, context: context)
            }
        case .streamClosed:
            session.release(event.stream)
        case .body, .ended, .bodyTaken, .bodySent, .responseHead, .interimHead, .goAwayReceived, .terminated: break
        }
    }
}
