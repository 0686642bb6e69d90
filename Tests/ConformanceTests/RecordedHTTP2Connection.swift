import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS

/// The recording connector's end of an HTTP/2 connection.
final class RecordedHTTP2Connection: RecordedConnection {
    private let peer: PeerConnection
    private let session = HTTP2Session(role: .server, settings: HTTP2Settings())
    private var arrivals: [ArrivedRequest] = []
    /// Requests whose end has not come, by stream.
    private var open: [UInt32: ArrivedRequest] = [:]

    init(_ peer: PeerConnection) {
        self.peer = peer
    }

    func serve() -> Bool {
        var isBroken = false
        let outcome = peer.receive { bytes in
            do { try session.receive(bytes) } catch { isBroken = true }
        }
        pull()
        var output = ByteQueue()
        while peer.flush() == .sent {
            output.removeAll()
            let count = try? session.encode(into: &output, limit: 65_536)
            pull()
            guard count != nil, !output.isEmpty else { break }
            _ = output.withSpan { peer.send($0) }
        }
        if isBroken { object("the session is broken") }
        switch outcome {
        case .wouldBlock, .more: return !isBroken
        case .ended, .failed: return false
        }
    }

    func takeArrivals(isOver: Bool) -> [ArrivedRequest] {
        defer { arrivals = [] }
        return isOver ? arrivals + open.values : arrivals
    }

    private func pull() {
        while let event = session.nextEvent() {
            let stream = event.stream.number
            switch event.kind {
            case .requestHead:
                open[stream] = head(of: event.stream)
                if event.endsStream { finish(event.stream) }
            case .body:
                takeBody(of: event.stream)
                session.bodyConsumed(event.count, of: event.stream)
            case .ended: finish(event.stream)
            case .violation: object("violation: \(event.reason.rawValue)")
            case .streamClosed:
                if let broken = open.removeValue(forKey: stream) { arrivals.append(broken) }
                session.release(event.stream)
            case .responseHead, .interimHead, .bodyTaken, .bodySent, .goAwayReceived, .terminated: break
            }
        }
    }

    private func object(_ text: String) {
        arrivals.append(ArrivedRequest(method: "", target: "", authority: "", fields: [], objections: [text]))
    }

    private func head(of stream: StreamID) -> ArrivedRequest? {
        guard let message = session.message(of: stream) else { return nil }
        var fields: [(name: String, value: String)] = []
        var neverIndexed: [String] = []
        for index in 0..<message.fields.count where !message.fields.isRemoved(at: index) {
            message.fields.withField(at: index) { name, value in
                fields.append((Self.text(name), Self.text(value)))
                if message.fields.isNeverIndexed(at: index) { neverIndexed.append(Self.text(name)) }
            }
        }
        return ArrivedRequest(
            method: message.method.text, target: message.fields.text(of: .path) ?? "",
            authority: message.fields.text(of: .authority) ?? "", fields: fields.filter { !$0.name.hasPrefix(":") },
            neverIndexed: neverIndexed, objections: Self.objections(to: fields))
    }

    /// The session has taken `:method` out already, and refuses what RFC 9113 section 8.3 forbids.
    private static func objections(to fields: [(name: String, value: String)]) -> [String] {
        let pseudo = fields.filter { $0.name.hasPrefix(":") && $0.name != ":method" }
        var objections: [String] = []
        if pseudo.map(\.name).sorted() != [":authority", ":path", ":scheme"] { objections.append("\(pseudo)") }
        if !pseudo.contains(where: { $0 == (":scheme", "http") }) { objections.append("another :scheme than http") }
        if fields.contains(where: { $0.name == "host" }) { objections.append("host beside :authority") }
        return objections
    }

    private static func text(_ octets: Span<UInt8>) -> String {
        String(String.UnicodeScalarView(octets.indices.map { Unicode.Scalar(octets[$0]) }))
    }

    private func takeBody(of stream: StreamID) {
        guard let message = session.message(of: stream) else { return }
        message.body.withSpan { span in for index in span.indices { open[stream.number]?.body.append(span[index]) } }
        message.body.consume(message.body.count)
    }

    private func finish(_ stream: StreamID) {
        guard var request = open.removeValue(forKey: stream.number) else { return }
        request.isComplete = true
        arrivals.append(request)
        var head = FieldBlock()
        head.append(.status, value: "200")
        head.append(.contentLength, value: "2")
        let body = MessageBuffer()
        if request.method != "HEAD" { body.appendBody("ok".utf8.span) }
        body.isEnded = true
        session.submitResponse(stream, head, body: body)
    }
}
