import GatehouseHTTP
import GatehouseHTTP2
import TestSupport

/// A peer that writes frames by hand, and the session under test that reads them.
final class RawPeer {
    let session: HTTP2Session
    /// What the session wrote since the last look, as frames.
    private(set) var answers: [WireFrame] = []
    private(set) var events: [HTTP2Event] = []
    private(set) var failure: HTTP2Failure?
    /// How the session under test answers requests: status 200, and this content, when true.
    var answersRequests = true
    let content: [UInt8]

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// A peer of a session with `role`. With `handshake`, preface and SETTINGS are exchanged and acknowledged.
    init(
        _ role: HTTP2Role = .server, settings: HTTP2Settings = HTTP2Settings(), peer: [(UInt16, UInt32)] = [],
        content: [UInt8] = [], handshake: Bool = true
    ) {
        session = HTTP2Session(role: role, settings: settings)
        self.content = content
        guard handshake else { return }
        if role == .server { send(bytes: Self.preface) }
        send(.settings(peer), .settingsAcknowledgement)
        forget()
    }

    /// Called while events are handled: in place of the test, which sees them too late.
    var onViolation: (HTTP2Event) -> Void = { _ in }

    func forget() {
        answers = []
        events = []
    }

    func send(_ frames: WireFrame...) {
        send(bytes: frames.flatMap(\.bytes))
    }

    /// Feeds the bytes, lets the session answer, and collects what it writes.
    func send(bytes: [UInt8]) {
        do throws(HTTP2Failure) {
            try session.receive(bytes.span)
        } catch {
            failure = error
        }
        settle()
    }

    func settle() {
        var output = ByteQueue()
        repeat {
            while let event = session.nextEvent() { handle(event) }
            _ = try? session.encode(into: &output, limit: 1 << 20)
        } while collect(&output)
    }

    private func collect(_ output: inout ByteQueue) -> Bool {
        guard !output.isEmpty else { return false }
        var bytes: [UInt8] = []
        output.withSpan { span in for index in span.indices { bytes.append(span[index]) } }
        output.removeAll()
        answers += WireFrame.parse(bytes)
        return true
    }

    private func handle(_ event: HTTP2Event) {
        events.append(event)
        switch event.kind {
        case .requestHead where event.endsStream, .ended:
            if answersRequests && session.role == .server { answer(event.stream) }
        case .violation: onViolation(event)
        case .streamClosed: session.release(event.stream)
        default: break
        }
    }

    func answer(_ stream: StreamID) {
        let body = MessageBuffer()
        let content = content
        body.appendBody(content.span)
        body.isEnded = true
        var head = FieldBlock()
        head.append(.status, value: "200")
        session.submitResponse(stream, head, body: body)
    }

    /// Client: sends an ordinary request without content.
    @discardableResult
    func submitRequest(body: MessageBuffer? = nil) -> StreamID? {
        var head = FieldBlock()
        for (name, value) in body == nil ? HPACKLiteral.get : HPACKLiteral.post {
            head.append(name: name, value: value)
        }
        let stream = try? session.submitRequest(head, body: body, owner: 7)
        settle()
        return stream
    }

    // MARK: Judging as h2spec does

    /// The connection was ended, with one of `codes` if a GOAWAY said why.
    func endsConnection(_ codes: HTTP2ErrorCode...) -> Bool {
        endsConnection(codes)
    }

    private func endsConnection(_ codes: [HTTP2ErrorCode]) -> Bool {
        if failure == .prefaceMalformed { return true }
        let goAway = answers.first { $0.kind == 7 }
        return goAway.map { codes.contains(HTTP2ErrorCode(rawValue: $0.number(at: 4))) && session.isFinished } ?? false
    }

    /// The stream or the connection was ended with one of `codes`.
    func endsStream(_ codes: HTTP2ErrorCode...) -> Bool {
        endsConnection(codes)
            || answers.contains { $0.kind == 3 && codes.contains(HTTP2ErrorCode(rawValue: $0.number(at: 0))) }
    }

    /// The connection is alive: it answers a PING.
    func isAlive() -> Bool {
        send(.ping(Array("alive???".utf8)))
        return failure == nil && answers.contains(.ping(Array("alive???".utf8), flags: WireFrame.acknowledged))
    }

    /// A response came on the stream.
    func hasResponse(on stream: UInt32) -> Bool {
        answers.contains { $0.kind == 1 && $0.stream == stream }
    }
}
