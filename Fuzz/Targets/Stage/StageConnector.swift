import GatehouseHTTP
import GatehouseHTTP2

/// One connection of the gateway to a connector, seen from there.
///
/// Whatever clients do, only well-formed requests for routes arrive here, each once.
final class StageConnector {
    enum Voice {
        case http1(HTTP1ServerCodec)
        case http2(HTTP2Session)
    }

    let end: StageEnd
    let voice: Voice
    var isReading = true
    /// Content of requests is taken as it comes; else it waits.
    var isTaking = true
    /// Checks get good answers.
    var isWell = true
    private(set) var requests: [ReceivedRequest] = []
    /// Told of each request; complains when it was here before.
    private let arrivals: StageArrivals

    init(_ end: StageEnd, isHTTP1: Bool, arrivals: StageArrivals) {
        self.end = end
        self.arrivals = arrivals
        if isHTTP1 {
            voice = .http1(HTTP1ServerCodec(limits: HTTP1Limits(), scheme: "http"))
        } else {
            var settings = HTTP2Settings()
            settings.maximumConcurrentStreams = 2
            settings.initialWindowBytes = 4_096
            voice = .http2(HTTP2Session(role: .server, settings: settings))
        }
    }

    var openRequests: [ReceivedRequest] { requests.filter { !$0.isOver } }

    // MARK: What it does

    func answer(_ request: ReceivedRequest, status: UInt16, contentCount: Int, isEnded: Bool, isLengthTold: Bool) {
        guard request.answer == nil, !request.isOver else { return }
        let answer = MessageBuffer()
        append(contentCount, to: answer, of: request)
        answer.isEnded = isEnded
        if isEnded, isLengthTold { answer.declaredLength = UInt64(contentCount) }
        request.answer = answer
        var head = FieldBlock()
        head.append(.status, value: "\(status)")
        head.append(name: "x-path", value: request.path)
        if let length = answer.declaredLength, case .http2 = voice {
            head.append(.contentLength, decimal: length)
        }
        switch voice {
        case .http1(let codec): codec.submitResponse(status: status, fields: head, body: answer)
        case .http2(let session):
            session.submitResponse(request.stream, head, body: request.method == "HEAD" ? nil : answer)
        }
    }

    /// More content of an answer that is under way.
    func goOn(_ request: ReceivedRequest, contentCount: Int, isEnded: Bool) {
        guard let answer = request.answer, !answer.isEnded else { return }
        append(contentCount, to: answer, of: request)
        answer.isEnded = isEnded
        if case .http2(let session) = voice { session.resumeBody(of: request.stream) }
    }

    private func append(_ count: Int, to answer: MessageBuffer, of request: ReceivedRequest) {
        guard request.method != "HEAD" else { return }
        answer.appendBody([UInt8](repeating: StageRequest.marker(of: request.path), count: count).span)
    }

    func interim(_ request: ReceivedRequest) {
        var head = FieldBlock()
        head.append(.status, value: "103")
        switch voice {
        case .http1(let codec): codec.submitInterim(status: 103, fields: head)
        case .http2(let session): if request.answer == nil { session.submitInterim(request.stream, head) }
        }
    }

    func reset(_ request: ReceivedRequest, code: HTTP2ErrorCode) {
        guard case .http2(let session) = voice else { return end.close() }
        // Only what was not begun may be called that.
        let isRefusal = code == .refusedStream && request.answer == nil
        if isRefusal { arrivals.refused(request.path) }
        session.reset(request.stream, code: code == .refusedStream && !isRefusal ? .cancel : code)
        request.isOver = true
    }

    func goAway() {
        switch voice {
        case .http1(let codec): codec.closeAfterResponse()
        case .http2(let session): session.completeDrain()
        }
    }

    // MARK: Bytes

    func pump() throws(FuzzFinding) {
        guard !end.isClosed, !end.isPending else { return }
        if isReading {
            let (bytes, hasEnded) = end.receive()
            if !bytes.isEmpty { try receive(bytes) }
            if hasEnded { return end.close() }
        }
        var output = ByteQueue()
        guard end.backlogCount == 0 else { return end.send([]) }
        switch voice {
        case .http1(let codec):
            _ = codec.encode(into: &output, limit: 4_096)
            end.send(output.octets)
            if codec.isAborted { return end.close() }
            if codec.isResponseComplete { finish(codec) }
        case .http2(let session):
            _ = try? session.encode(into: &output, limit: 4_096)
            end.send(output.octets)
            while let event = session.nextEvent() { try handle(event, session) }
        }
    }

    private func finish(_ codec: HTTP1ServerCodec) {
        for request in openRequests { request.isOver = true }
        if codec.finishExchange() != .nextRequest { end.endWriting() }
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
                throw FuzzFinding("the gateway does not speak HTTP/2 to its connector: \(error)")
            }
            while let event = session.nextEvent() { try handle(event, session) }
        }
    }

    private func handle(_ event: HTTP1Event, _ codec: HTTP1ServerCodec) throws(FuzzFinding) {
        switch event {
        case .requestHead(let isEnded, _):
            try demand(openRequests.isEmpty, "two requests at a time over HTTP/1.1")
            try arrived(codec.message, .connection, isEnded: isEnded)
        case .body:
            guard let request = openRequests.first else { return }
            try take(codec.message, request) { _ in codec.bodyTaken() }
        case .ended: try openRequests.first.map { (request) throws(FuzzFinding) in try ended(request) }
        case .violation(let reason): throw FuzzFinding("the connector gets no request: \(reason)")
        }
    }

    private func handle(_ event: HTTP2Event, _ session: HTTP2Session) throws(FuzzFinding) {
        let request = openRequests.first { $0.stream == event.stream }
        switch event.kind {
        case .requestHead:
            guard let message = session.message(of: event.stream) else { return }
            do throws(HTTP1Violation) {
                try RequestHeadRules.validateHTTP2(message)
            } catch {
                throw FuzzFinding("the connector gets no request: \(error.reason)")
            }
            try arrived(message, event.stream, isEnded: event.endsStream)
        case .body:
            guard let request, let message = session.message(of: event.stream) else { return }
            try take(message, request) { session.bodyConsumed($0, of: event.stream) }
        case .ended: if let request { try ended(request) }
        case .streamClosed:
            request?.isOver = true
            session.release(event.stream)
        case .violation: throw FuzzFinding("the gateway breaks a rule of HTTP/2 on its way to the connector")
        case .bodySent, .bodyTaken, .responseHead, .interimHead, .goAwayReceived, .terminated: break
        }
    }

    private func arrived(_ message: MessageBuffer, _ stream: StreamID, isEnded: Bool) throws(FuzzFinding) {
        let path = try arrivals.arrived(message)
        let request = ReceivedRequest(
            path: path, stream: stream, method: message.method.text, isUnique: arrivals.isUnique(path))
        requests.append(request)
        if isEnded { try ended(request) }
        if path == Scenery.healthPath, isWell {
            answer(request, status: 204, contentCount: 0, isEnded: true, isLengthTold: false)
        } else if arrivals.areRefused {
            reset(request, code: .refusedStream)
        }
    }

    private func ended(_ request: ReceivedRequest) throws(FuzzFinding) {
        request.isEnded = true
        if request.path.hasPrefix("/webhook/") { try arrivals.checkWebhook(request) }
    }

    private func take(
        _ message: MessageBuffer, _ request: ReceivedRequest, _ taken: (Int) -> Void
    ) throws(FuzzFinding) {
        let bytes = message.body.octets
        guard isTaking || request.path.hasPrefix("/webhook/"), !bytes.isEmpty else { return }
        try request.receive(bytes)
        message.body.consume(bytes.count)
        taken(bytes.count)
    }
}
