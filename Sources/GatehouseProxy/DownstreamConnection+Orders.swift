import GatehouseHTTP
import GatehouseHTTP2

/// What the driver orders, for either protocol.
extension DownstreamConnection {
    /// Registers an exchange with this connection.
    func add(_ exchange: Exchange) {
        if case .http2(let session) = codec { session.setOwner(exchange.index, of: exchange.downstreamStream) }
        awaitsHead = false
        deadline.clear()
        exchange.downstreamPosition = exchanges.add(exchange)
    }

    func sendInterim(_ status: UInt16, _ fields: borrowing FieldBlock, on stream: StreamID) {
        switch codec {
        case .undecided: break
        case .http1(let session): session.submitInterim(status: status, fields: fields)
        case .http2(let session): session.submitInterim(stream, fields)
        }
        context.markDirty(self)
    }

    func respond(_ status: UInt16, _ head: borrowing FieldBlock, body: MessageBuffer?, on stream: StreamID) {
        switch codec {
        case .undecided: break
        case .http1(let session):
            if context.isDraining { session.closeAfterResponse() }
            session.submitResponse(status: status, fields: head, body: body)
        case .http2(let session):
            // RFC 9110 section 9.3.2: no content for HEAD, whatever there would be for GET.
            let isHead = session.message(of: stream)?.method == .head
            session.submitResponse(stream, head, body: isHead ? nil : body)
        }
        context.markDirty(self)
    }

    /// More of the response, or its end, is in the message buffer.
    func resumeResponse(on stream: StreamID) {
        if case .http2(let session) = codec { session.resumeBody(of: stream) }
        context.markDirty(self)
    }

    /// `count` bytes of the request have gone upstream: the client may send as many more.
    func requestTaken(_ count: Int, on stream: StreamID) {
        switch codec {
        case .undecided: break
        case .http1(let session):
            session.bodyTaken()
            pump(session)
            settle()
        case .http2(let session):
            guard count > 0 else { return }
            session.bodyConsumed(count, of: stream)
        }
        context.markDirty(self)
    }

    /// `count` bytes of the request are held until all of it is here: on HTTP/2 the client may send as many more.
    func requestHeld(_ count: Int, on stream: StreamID) {
        guard case .http2(let session) = codec else { return }
        session.bodyConsumed(count, of: stream)
        context.markDirty(self)
    }

    /// Lets an HTTP/1.1 body that is held for its signature grow to its limit.
    func holdBody(upTo byteCount: Int) {
        if case .http1(let session) = codec { session.highWaterBytes = byteCount }
    }

    /// Breaks a response off so that the client cannot take it for complete.
    func abort(stream: StreamID) {
        switch codec {
        case .undecided: break
        case .http1(let session):
            session.abort()
            closesAbruptly = true
        case .http2(let session): session.reset(stream, code: .internalError)
        }
        context.markDirty(self)
    }

    /// The exchange is over: gives its stream back and, on HTTP/1.1, turns to the next request.
    func end(_ exchange: Exchange) {
        exchanges.remove(at: exchange.downstreamPosition)?.downstreamPosition = exchange.downstreamPosition
        let stream = exchange.downstreamStream
        switch codec {
        case .undecided: break
        case .http1(let session): endHTTP1Exchange(session)
        case .http2(let session):
            // RFC 9113 section 8.1: after a complete response the rest of the request is declined with NO_ERROR.
            if !exchange.isBrokenOff, session.message(of: stream)?.isEnded == false {
                session.reset(stream, code: .noError)
            }
            session.release(stream)
        }
        if exchanges.isEmpty, !isClosed { becameIdle() }
    }

    func endHTTP1Exchange(_ session: HTTP1ServerCodec) {
        switch session.finishExchange() {
        case .nextRequest: break
        case .drain, .close: closesWhenFlushed = true
        }
        context.markDirty(self)
    }

    func becameIdle() {
        if context.isDraining { return drain() }
        expire(inMilliseconds: context.snapshot.limits.keepAliveMilliseconds)
        watchHead()
    }

    /// Asks the client to go: GOAWAY on HTTP/2, `Connection: close` on the next HTTP/1.1 response, close when idle.
    ///
    /// Never closes at once what has spoken: the last response may still be on its way.
    func drain() {
        switch codec {
        case .undecided: return close(nil)
        case .http1(let session): session.closeAfterResponse()
        case .http2(let session): if exchanges.isEmpty { session.completeDrain() } else { session.beginDrain() }
        }
        closesWhenFlushed = closesWhenFlushed || exchanges.isEmpty
        context.markDirty(self)
    }
}
