import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

/// One connection from a client: from accept through PROXY header and handshake to the codec, and back to close.
///
/// Used on its worker's thread only. It moves bytes between the socket and the codec; what requests mean is the
/// driver's business.
final class DownstreamConnection {
    private enum Phase {
        /// Waiting for the PROXY protocol header.
        case proxyHeader
        case handshaking
        case open
        /// The last bytes are out; what still comes in is read and dropped, so that no reset overtakes them.
        case lingering(bytesLeft: Int)
        /// Terminal.
        case closed
    }

    let slot: UInt32
    let generation: UInt32
    let listener: ListenerTarget
    let peer: PeerConnection
    let context: WorkerContext
    let driver: ExchangeDriver
    /// The other end of the TCP connection.
    let peerAddress: SocketAddress
    /// What records say about the connection.
    private(set) var facts: ConnectionFacts
    /// Who the client is, as far as the connection tells.
    private(set) var origin: RequestOrigin
    private(set) var codec = DownstreamCodec.undecided
    /// On the worker's dirty list.
    var isDirty = false
    private var phase: Phase
    private var exchanges = ExchangeList()
    /// The client has said that it sends no more. The socket stays readable from then on: it is not watched for that.
    private var isReadClosed = false
    /// A head has begun, or is due after the handshake: its deadline runs, and bytes that trickle in do not move it.
    private var awaitsHead = false
    /// Close when everything is flushed.
    private var closesWhenFlushed = false
    /// Close without a word: a response was broken off, and a proper end would make it look complete.
    private var closesAbruptly = false
    private var deadlineNanoseconds: UInt64 = .max
    private var scheduledNanoseconds: UInt64 = .max

    init(
        slot: UInt32, generation: UInt32, listener: ListenerTarget, socket: consuming Socket,
        peerAddress: SocketAddress, driver: ExchangeDriver
    ) {
        self.slot = slot
        self.generation = generation
        self.listener = listener
        self.peerAddress = peerAddress
        self.driver = driver
        context = driver.context
        peer =
            switch listener.service {
            case .gateway(let tls): PeerConnection(server: socket, context: tls, buffers: context.buffers)
            case .redirect: PeerConnection(cleartext: socket, buffers: context.buffers)
            }
        origin = RequestOrigin(
            address: IPAddress(high: peerAddress.high, low: peerAddress.low), derivation: .peer,
            forwardedRule: listener.forwardedRule)
        facts = ConnectionFacts(listener: listener.name, peer: AddressText(peerAddress.description))
        phase = listener.proxyProtocolPeers == nil ? .handshaking : .proxyHeader
    }

    /// Begins to watch the socket. Called once, when the connection is in the worker's table.
    func start() {
        do {
            try peer.register(on: context.loop, .read, token)
        } catch {
            return close(nil)
        }
        expire(inMilliseconds: context.snapshot.limits.handshakeMilliseconds)
    }

    var token: EventToken {
        EventToken(kind: TokenKind.downstream.rawValue, slot: slot, generation: generation)
    }

    /// How the client reached the gateway.
    var scheme: String { peer.isEncrypted ? "https" : "http" }

    /// The port that it connected to.
    var localPort: UInt16 { peer.localAddress?.port ?? 0 }

    /// The certificate that was shown is for the request's host. In clear none was shown and none is needed.
    func covers(_ message: MessageBuffer) -> Bool {
        guard peer.isEncrypted else { return true }
        let isCovered = message.fields.withValue(of: .authority) { authority in
            guard let parsed = Authority(authority) else { return false }
            return peer.isNameCovered(byAuthorityHost: authority.extracting(0..<parsed.hostByteCount))
        }
        return isCovered ?? false
    }

    var isClosed: Bool {
        if case .closed = phase { true } else { false }
    }

    /// No exchange is open; what drain closes at once.
    var isIdle: Bool { exchanges.isEmpty }

    // MARK: Readiness

    func ready(isReadable: Bool, isWritable: Bool) {
        if isWritable { flush() }
        guard isReadable else { return }
        switch phase {
        case .proxyHeader: readProxyHeader()
        case .handshaking: advanceHandshake()
        case .open: readReady()
        case .lingering: discard()
        case .closed: break
        }
    }

    private func readReady() {
        // Only a hang-up is reported after the end: the client does not wait for its response any more.
        if isReadClosed { return close(.clientReset) }
        let outcome = peer.receive { bytes in codec.receive(bytes) }
        pump()
        // Acknowledgements and window updates have no exchange that would ask for a flush.
        context.markDirty(self)
        switch outcome {
        case .wouldBlock, .more:
            watchHead()
            settle()
        case .ended(let isClean): peerEnded(isClean: isClean)
        case .failed: close(.clientReset)
        }
    }

    /// The client will send no more. A clean end with a complete HTTP/1.1 request may still be waiting for its answer;
    /// everything else is a departure.
    private func peerEnded(isClean: Bool) {
        guard isClean, codec.isHTTP1, !exchanges.isEmpty, exchanges.first?.request?.isEnded == true else {
            return close(exchanges.isEmpty ? nil : .clientClosed)
        }
        isReadClosed = true
        codec.closeAfterResponse()
        settle()
    }

    /// Starts the deadline of a request head with its first byte (HTTP/1.1): a kept connection is no place to be slow.
    private func watchHead() {
        guard !awaitsHead, exchanges.isEmpty, !closesWhenFlushed, codec.isReadingHead else { return }
        awaitsHead = true
        expire(inMilliseconds: context.snapshot.limits.requestHeadMilliseconds)
    }

    // MARK: PROXY protocol

    private func readProxyHeader() {
        switch ProxyHeaderReader(peer: peer, trusted: listener.proxyProtocolPeers).read(from: origin.address) {
        case .waiting: break
        case .complete(let source):
            if let source {
                origin = RequestOrigin(
                    address: source, derivation: .proxyProtocol, forwardedRule: listener.forwardedRule)
            }
            phase = .handshaking
            advanceHandshake()
        case .refused(let reason): refuse(reason)
        case .closed: close(nil)
        }
    }

    // MARK: Handshake

    private func advanceHandshake() {
        switch peer.handshake() {
        case .established:
            handshakeDone()
        case .needsRead:
            setInterest(.read)
        case .needsWrite:
            setInterest([.read, .write])
        case .failed(let failure):
            // A peer that opens a connection and leaves has asked for nothing: probes of load balancers do.
            if failure.kind == .endedEarly { return close(nil) }
            refuse(failure.kind == .serverNameUnknown ? .tlsNameUnknown : .tlsHandshakeFailed)
        }
    }

    /// The connection ends before it could ask for anything; the records say why.
    private func refuse(_ reason: Reason) {
        updateFacts()
        context.trails.recordRefused(facts, reason, context: context)
        close(nil)
    }

    private func updateFacts() {
        facts = ConnectionFacts(
            listener: listener.name, peer: AddressText(peerAddress.description), tlsVersion: peer.tlsVersionText,
            cipher: peer.cipherText, serverName: peer.serverName)
    }

    private func handshakeDone() {
        phase = .open
        updateFacts()
        codec.select(
            peer.negotiatedProtocol, scheme: scheme, limits: context.snapshot.limits, pool: context.messages)
        awaitsHead = true
        expire(inMilliseconds: context.snapshot.limits.requestHeadMilliseconds)
        setInterest(.read)
        context.markDirty(self)
        readReady()
    }

    // MARK: Codec events

    /// Hands every event of the codec to the driver.
    private func pump() {
        switch codec {
        case .undecided: break
        case .http1(let session): pump(session)
        case .http2(let session): pump(session)
        }
    }

    private func pump(_ session: HTTP1ServerCodec) {
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

    private func pump(_ session: HTTP2Session) {
        while !isClosed, let event = session.nextEvent() {
            if let exchange = driver.exchange(event.owner, stream: event.stream, on: self) {
                report(event, of: exchange)
            } else {
                reportUnowned(event, session)
            }
        }
    }

    private func report(_ event: HTTP2Event, of exchange: Exchange) {
        switch event.kind {
        case .body: driver.requestBodyArrived(exchange)
        case .ended: driver.requestEnded(exchange)
        case .bodyTaken: driver.responseTaken(exchange, count: event.count)
        case .bodySent: driver.responseSent(exchange)
        case .streamClosed: driver.clientLeft(exchange, .clientReset)
        case .violation: driver.requestRefused(exchange, event.reason)
        case .requestHead, .responseHead, .interimHead, .goAwayReceived, .terminated: break
        }
    }

    /// Events of a stream that has no exchange: its head, or one that was refused before there was one.
    private func reportUnowned(_ event: HTTP2Event, _ session: HTTP2Session) {
        switch event.kind {
        case .requestHead:
            guard let message = session.message(of: event.stream) else { return }
            let expectsContinue = message.fields.contains(.expect)
            driver.begin(
                message, ended: event.endsStream, expectsContinue: expectsContinue, on: self, stream: event.stream)
        case .violation:
            if let message = session.message(of: event.stream) {
                driver.beginRefused(message, reason: event.reason, on: self, stream: event.stream)
            } else {
                context.trails.recordRefused(facts, event.reason, context: context)
            }
        case .streamClosed:
            session.release(event.stream)
        case .terminated:
            // Open exchanges say so in their own records.
            if exchanges.isEmpty { context.trails.recordRefused(facts, .http2ProtocolViolation, context: context) }
        case .body, .ended, .bodyTaken, .bodySent, .responseHead, .interimHead, .goAwayReceived: break
        }
    }

    // MARK: What the driver orders

    /// Registers an exchange with this connection.
    func add(_ exchange: Exchange) {
        if case .http2(let session) = codec { session.setOwner(exchange.index, of: exchange.downstreamStream) }
        awaitsHead = false
        deadlineNanoseconds = .max
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
        case .http2(let session): session.bodyConsumed(count, of: stream)
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

    private func endHTTP1Exchange(_ session: HTTP1ServerCodec) {
        switch session.finishExchange() {
        case .nextRequest: break
        case .drain, .close: closesWhenFlushed = true
        }
        context.markDirty(self)
    }

    private func becameIdle() {
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

    // MARK: Writing

    /// Encodes and sends until nothing is left or the socket is full.
    func flush() {
        switch phase {
        case .closed, .proxyHeader: return
        case .handshaking: return advanceHandshake()
        case .lingering: return flushLastWords()
        case .open: break
        }
        if closesAbruptly { return breakOff() }
        guard flushUnsent() else { return }
        repeat {
            context.output.removeAll()
            guard encode() else { return close(.clientReset) }
            if isClosed { return }
            guard !context.output.isEmpty else { break }
            guard send() else { return }
        } while true
        if closesAbruptly { return breakOff() }
        if closesWhenFlushed || codec.isFinished { return linger() }
        settle()
    }

    /// What the socket refused of the last bytes; nothing follows them.
    private func flushLastWords() {
        switch peer.flush() {
        case .sent: setInterest(.read)
        case .blocked: setInterest([.read, .write])
        case .failed: close(nil)
        }
    }

    /// Lets the codec fill the worker's output buffer, and reports what it took from responses.
    ///
    /// - Returns: false when the codec can write no more.
    private func encode() -> Bool {
        switch codec {
        case .undecided:
            return true
        case .http1(let session):
            let taken = session.encode(into: &context.output, limit: WorkerContext.outputByteCount)
            if let exchange = exchanges.first {
                if taken > 0 { driver.responseTaken(exchange, count: taken) }
                if session.isResponseComplete {
                    driver.responseSent(exchange)
                } else if session.isAborted {
                    // The connector's content is not as long as it said.
                    driver.requestRefused(exchange, .upstreamResponseMalformed)
                }
            }
            pump(session)
            return true
        case .http2(let session):
            let count = try? session.encode(into: &context.output, limit: WorkerContext.outputByteCount)
            pump(session)
            return count != nil
        }
    }

    /// - Returns: true when nothing waits for the socket any more.
    private func flushUnsent() -> Bool {
        guard peer.unsentByteCount > 0 else { return true }
        return wasSent(peer.flush())
    }

    private func send() -> Bool {
        wasSent(context.output.withSpan { peer.send($0) })
    }

    private func wasSent(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: return true
        case .blocked:
            // Open exchanges have deadlines of their own.
            if exchanges.isEmpty { expire(inMilliseconds: context.snapshot.limits.responseWriteMilliseconds) }
            settle()
            return false
        case .failed:
            close(.clientReset)
            return false
        }
    }

    /// Asks epoll for what can be handled now: reading stops while the codec has enough ("not asking is the brake").
    private func settle() {
        guard case .open = phase else { return }
        var wanted: Interest = codec.wantsRead && !isReadClosed ? .read : []
        if peer.unsentByteCount > 0 { wanted.insert(.write) }
        setInterest(wanted)
    }

    private func setInterest(_ wanted: Interest) {
        do {
            try peer.setInterest(wanted, on: context.loop)
        } catch {
            close(.internalError)
        }
    }

    // MARK: The end

    private func linger() {
        // The codec may end a connection with exchanges open: the peer broke its rules.
        while let exchange = exchanges.last { driver.clientLeft(exchange, .http2ProtocolViolation) }
        if isClosed { return }
        peer.closeNotifyAndShutdownWrite()
        phase = .lingering(bytesLeft: context.snapshot.limits.lingerBytes)
        flushLastWords()
        if isClosed { return }
        expire(inMilliseconds: context.snapshot.limits.lingerMilliseconds)
    }

    /// Ends the connection so that no response on it looks complete: where its content was to end with the connection,
    /// only a reset tells.
    private func breakOff() {
        peer.resetOnClose()
        close(nil)
    }

    private func discard() {
        guard case .lingering(let bytesLeft) = phase else { return }
        var received = 0
        let outcome = peer.receive { bytes in received += bytes.count }
        switch outcome {
        case .wouldBlock, .more:
            if received >= bytesLeft { close(nil) } else { phase = .lingering(bytesLeft: bytesLeft - received) }
        case .ended, .failed:
            close(nil)
        }
    }

    /// Closes the socket and tells every open exchange that its client is gone.
    ///
    /// - Parameter reason: why, for the records of open exchanges.
    func close(_ reason: Reason?) {
        if case .closed = phase { return }
        phase = .closed
        deadlineNanoseconds = .max
        while let exchange = exchanges.last { driver.clientLeft(exchange, reason ?? .clientClosed) }
        codec = .undecided
        driver.closed(self)
    }

    // MARK: Deadlines

    private func expire(inMilliseconds milliseconds: UInt64) {
        deadlineNanoseconds = context.deadline(inMilliseconds: milliseconds)
        guard deadlineNanoseconds < scheduledNanoseconds else { return }
        scheduledNanoseconds = deadlineNanoseconds
        context.deadlines.schedule(token: token.rawValue, atNanoseconds: deadlineNanoseconds)
    }

    /// The wheel has come to an entry of this connection; it may be older than the deadline that holds now.
    func deadlineReached() {
        scheduledNanoseconds = .max
        guard deadlineNanoseconds <= context.nowNanoseconds else {
            guard deadlineNanoseconds != .max else { return }
            scheduledNanoseconds = deadlineNanoseconds
            return context.deadlines.schedule(token: token.rawValue, atNanoseconds: deadlineNanoseconds)
        }
        switch phase {
        case .proxyHeader, .handshaking:
            refuse(.handshakeTimeout)
        case .open: idleTooLong()
        case .lingering: close(nil)
        case .closed: break
        }
    }

    private func idleTooLong() {
        guard exchanges.isEmpty else { return }
        // It has not read what it was sent, or was told to go: there is nothing to ask it for.
        if peer.unsentByteCount > 0 || closesWhenFlushed { return close(nil) }
        switch codec {
        case .undecided: close(nil)
        case .http1(let session):
            if session.isIdle { return close(nil) }
            driver.beginRefused(session.message, reason: .requestHeadTimeout, on: self, stream: .connection)
        case .http2: drain()
        }
    }
}
