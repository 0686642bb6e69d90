import GatehouseHTTP
import GatehouseHTTP2

/// A request over HTTP/2.
final class HTTP2TourWire: TourWire {
    /// Frames encoded at once.
    private static let outputByteCount = 65_536

    private(set) var reply: TourReply?
    private(set) var isBroken = false
    private let session = HTTP2Session(role: .client, settings: HTTP2Settings())
    /// What has arrived of the response.
    private var partial: TourReply?

    init(_ request: TourRequest) {
        var body: MessageBuffer?
        if !request.body.isEmpty {
            let content = MessageBuffer()
            content.appendBody(request.body.span)
            content.isEnded = true
            body = content
        }
        do {
            _ = try session.submitRequest(Self.head(of: request), body: body, owner: 0)
        } catch {
            isBroken = true
        }
    }

    private static func head(of request: TourRequest) -> FieldBlock {
        var head = FieldBlock()
        head.append(.method, value: request.method)
        head.append(.scheme, value: "https")
        if let authority = request.authority { head.append(.authority, value: authority) }
        head.append(.path, value: request.target)
        for field in request.fields { head.append(name: field.name, value: field.value) }
        if let length = request.lengthLine { head.append(name: length.name, value: length.value) }
        return head
    }

    func write(into output: inout ByteQueue) {
        if (try? session.encode(into: &output, limit: Self.outputByteCount)) == nil { isBroken = true }
        handleEvents()
    }

    func receive(_ bytes: Span<UInt8>) {
        do { try session.receive(bytes) } catch { isBroken = true }
        handleEvents()
    }

    func receiveEnd() {
        if reply == nil { isBroken = true }
    }

    private func handleEvents() {
        while let event = session.nextEvent() { handle(event) }
    }

    private func handle(_ event: HTTP2Event) {
        switch event.kind {
        case .responseHead:
            let fields = session.message(of: event.stream)?.fields.lines ?? []
            partial = TourReply(status: event.status, fields: fields.filter { $0.name != ":status" })
            if event.endsStream { reply = partial }
        case .body: take(event.stream)
        case .ended: reply = partial
        case .streamClosed, .violation, .terminated: receiveEnd()
        case .interimHead, .bodyTaken, .bodySent, .requestHead, .goAwayReceived: break
        }
    }

    private func take(_ stream: StreamID) {
        guard let message = session.message(of: stream) else { return }
        let count = message.body.count
        message.body.withSpan { bytes in
            for index in bytes.indices { partial?.body.append(bytes[index]) }
        }
        message.body.consume(count)
        session.bodyConsumed(count, of: stream)
    }
}
