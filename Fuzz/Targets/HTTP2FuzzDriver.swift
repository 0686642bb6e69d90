import GatehouseHTTP
import GatehouseHTTP2

/// Plays the gateway on one HTTP/2 connection: pulls events after each piece, answers, takes content, releases.
struct HTTP2FuzzDriver {
    /// How far a stream has come.
    private struct Stream {
        var hasHead = false
        var isEnded = false
        var isAnswered = false
        var isRefused = false
    }

    private let session: HTTP2Session
    private var streams: [StreamID: Stream] = [:]
    private var isTerminated = false

    static func run(_ input: [UInt8], _ role: HTTP2Role, _ pool: MessagePool) throws(FuzzFinding) {
        var driver = HTTP2FuzzDriver(session: HTTP2Session(role: role, settings: HTTP2Fuzz.settings, pool: pool))
        let body = MessageBuffer()
        body.appendBody("a few bytes of content".utf8.span)
        for body in [nil, body] {
            if let stream = HTTP2Fuzz.ask(driver.session, body: body) { driver.streams[stream] = Stream() }
        }
        try driver.settle()
        var pieces: [[UInt8]] = []
        Cuts.byContent.forEach(in: HTTP2Fuzz.preface(role) + input) { pieces.append($0.octets) }
        for (index, piece) in pieces.enumerated() {
            if (try? driver.session.receive(piece.span)) == nil { break }
            if index == pieces.count / 2 { body.isEnded = true }
            try driver.settle()
        }
        try driver.settle()
    }

    private init(session: HTTP2Session) {
        self.session = session
    }

    /// Until there is nothing to say and nothing to write.
    private mutating func settle() throws(FuzzFinding) {
        for _ in 0..<1_000 {
            while let event = session.nextEvent() { try handle(event) }
            var wire = ByteQueue()
            guard let count = try? session.encode(into: &wire, limit: 65_536) else { return }
            try demand(count == wire.count, "counts what it did not write")
            if count == 0 { return }
        }
        throw FuzzFinding("never falls silent")
    }

    private mutating func handle(_ event: HTTP2Event) throws(FuzzFinding) {
        guard event.stream != .connection else { return }
        try demand(session.message(of: event.stream) != nil, "\(event.kind) of a stream without a message")
        var stream = streams[event.stream] ?? Stream()
        switch event.kind {
        case .requestHead, .responseHead: try head(event, &stream)
        case .body: try content(event, &stream)
        case .ended:
            try demand(stream.hasHead && !stream.isEnded, "ended without a head, or twice")
            stream.isEnded = true
            try answer(event.stream, &stream)
        case .violation:
            try demand(!stream.isRefused, "refused twice")
            stream.isRefused = true
            if event.isAnswerable { try answer(event.stream, &stream) }
        case .streamClosed:
            streams[event.stream] = nil
            return session.release(event.stream)
        case .interimHead, .bodyTaken, .bodySent, .goAwayReceived, .terminated: break
        }
        streams[event.stream] = stream
    }

    private mutating func head(_ event: HTTP2Event, _ stream: inout Stream) throws(FuzzFinding) {
        try demand(!stream.hasHead && !stream.isRefused, "a second head")
        stream.hasHead = true
        stream.isEnded = event.endsStream
        guard session.role == .server, let message = session.message(of: event.stream) else { return }
        if (try? RequestHeadRules.validateHTTP2(message)) != nil { try check(message) }
        if event.endsStream { try answer(event.stream, &stream) }
    }

    /// What goes on from here goes on as one request.
    private func check(_ message: MessageBuffer) throws(FuzzFinding) {
        let request = MessageCopy(message)
        try demand(request.values(of: ":authority").count == 1, "not one host: \(request.fields)")
        try demand(request.values(of: "host").isEmpty, "a host is left: \(request.fields)")
        try demand(request.values(of: ":path").count == 1, "not one path: \(request.fields)")
        // With a body that is still to come the length would be a lie.
        if message.isEnded, message.declaredLength ?? 0 == 0 { try Relay.check(request) }
    }

    private func content(_ event: HTTP2Event, _ stream: inout Stream) throws(FuzzFinding) {
        try demand(stream.hasHead && !stream.isEnded && !stream.isRefused, "content out of place")
        guard let message = session.message(of: event.stream) else { return }
        try demand(message.body.count >= event.count, "less content than was told")
        message.body.consume(event.count)
        session.bodyConsumed(event.count, of: event.stream)
    }

    private func answer(_ id: StreamID, _ stream: inout Stream) throws(FuzzFinding) {
        guard session.role == .server, !stream.isAnswered else { return }
        stream.isAnswered = true
        let body = MessageBuffer()
        body.appendBody("an answer".utf8.span)
        body.trailers.append(name: "x-trailer", value: "1")
        body.isEnded = true
        var head = FieldBlock()
        head.append(.status, value: "200")
        session.submitResponse(id, head, body: body)
    }
}
