import GatehouseHTTP
import GatehouseHTTP2

/// A client on the stage: one that keeps to the rules, in either protocol, or one that writes what a script says.
final class StageClient {
    enum Voice {
        case http1(HTTP1ClientCodec)
        case http2(HTTP2Session)
        case raw
    }

    let end: StageEnd
    let voice: Voice
    /// Its address is one that private routes admit.
    let isInside: Bool
    /// False: it lets the gateway's bytes wait.
    var isReading = true
    private(set) var requests: [StageRequest] = []

    init(_ end: StageEnd, voice: Voice, isInside: Bool) {
        self.end = end
        self.voice = voice
        self.isInside = isInside
    }

    var isRaw: Bool {
        if case .raw = voice { true } else { false }
    }

    var openRequests: [StageRequest] { requests.filter { $0.outcome == .waiting } }

    // MARK: What it does

    /// Sends a request, if it may have another one.
    func send(_ method: String, _ path: String, body: MessageBuffer?, more: [FieldPair]) {
        guard !end.isClosed, openRequests.count < 4 else { return }
        var head = FieldBlock()
        head.append(.method, value: method)
        head.append(.scheme, value: "https")
        head.append(.authority, value: Scenery.host)
        head.append(.path, value: path)
        for field in more { head.append(field) }
        let stream: StreamID?
        switch voice {
        case .http1(let codec):
            guard codec.isFree else { return }
            codec.submit(head, body: body)
            stream = .connection
        case .http2(let session):
            stream = try? session.submitRequest(head, body: body, owner: 0)
        case .raw: stream = nil
        }
        guard let stream else { return }
        requests.append(StageRequest(path: path, stream: stream, body: body, isHead: method == "HEAD"))
    }

    /// More content, or the end, is in the body of a request.
    func resume(_ request: StageRequest) {
        if case .http2(let session) = voice { session.resumeBody(of: request.stream) }
    }

    func reset(_ request: StageRequest) {
        guard case .http2(let session) = voice else { return }
        session.reset(request.stream, code: .cancel)
        request.outcome = .lost
    }

    func close() {
        end.close()
        for request in openRequests { request.outcome = .lost }
    }

    // MARK: Bytes

    /// Reads what has come and writes what there is to say.
    func pump() throws(FuzzFinding) {
        if isReading, !end.isClosed {
            let (bytes, hasEnded) = end.receive()
            if !bytes.isEmpty { try receive(bytes) }
            if hasEnded { try connectionEnded() }
        }
        guard !end.isClosed else { return }
        switch voice {
        case .http1(let codec):
            var output = ByteQueue()
            if end.backlogCount == 0, codec.encode(into: &output, limit: 4_096) != nil { end.send(output.octets) }
        case .http2(let session):
            var output = ByteQueue()
            if end.backlogCount == 0, (try? session.encode(into: &output, limit: 4_096)) != nil {
                end.send(output.octets)
            }
        case .raw: end.send([])
        }
    }

    private func receive(_ bytes: [UInt8]) throws(FuzzFinding) {
        switch voice {
        case .http1(let codec):
            codec.receive(bytes.span)
            while let event = codec.nextEvent() { try handle(event, codec) }
        case .http2(let session):
            do throws(HTTP2Failure) {
                try session.receive(bytes.span)
            } catch {
                throw FuzzFinding("the gateway does not speak HTTP/2: \(error)")
            }
            while let event = session.nextEvent() { try handle(event, session) }
        case .raw: break
        }
    }

    private func handle(_ event: HTTP1ResponseEvent, _ codec: HTTP1ClientCodec) throws(FuzzFinding) {
        guard let request = openRequests.first else {
            // Behind the last response nothing comes that was not asked for, but for the reply to a head that is late.
            if case .violation = event { return close() }
            throw FuzzFinding("a response that nobody waits for")
        }
        switch event {
        case .responseHead(let isEnded):
            try request.head(codec.message)
            if isEnded { try complete(request, codec) }
        case .body: try take(codec.message, request) { _ in codec.bodyTaken() }
        case .ended: try complete(request, codec)
        case .interimHead: break
        case .violation: throw FuzzFinding("the gateway does not speak HTTP/1.1 to \(request.path)")
        }
    }

    private func complete(_ request: StageRequest, _ codec: HTTP1ClientCodec) throws(FuzzFinding) {
        try request.ended()
        if !codec.finishExchange() { end.close() }
    }

    private func handle(_ event: HTTP2Event, _ session: HTTP2Session) throws(FuzzFinding) {
        guard let request = openRequests.first(where: { $0.stream == event.stream }) else {
            if event.kind == .streamClosed { session.release(event.stream) }
            if event.kind == .violation { throw FuzzFinding("the gateway breaks a rule of HTTP/2") }
            return
        }
        switch event.kind {
        case .responseHead:
            guard let message = session.message(of: event.stream) else { return }
            try request.head(message)
            if event.endsStream { try request.ended() }
        case .body:
            guard let message = session.message(of: event.stream) else { return }
            try take(message, request) { session.bodyConsumed($0, of: event.stream) }
        case .ended: try request.ended()
        case .streamClosed:
            request.outcome = .lost
            session.release(event.stream)
        case .violation: throw FuzzFinding("the gateway breaks a rule of HTTP/2 in its answer to \(request.path)")
        case .interimHead, .bodyTaken, .bodySent, .requestHead, .goAwayReceived, .terminated: break
        }
    }

    private func take(
        _ message: MessageBuffer, _ request: StageRequest, _ taken: (Int) -> Void
    ) throws(FuzzFinding) {
        let bytes = message.body.octets
        guard !bytes.isEmpty else { return }
        try request.content(bytes)
        message.body.consume(bytes.count)
        taken(bytes.count)
    }

    private func connectionEnded() throws(FuzzFinding) {
        if case .http1(let codec) = voice, codec.receiveEnd() {
            while let event = codec.nextEvent() { try handle(event, codec) }
        }
        close()
    }
}
