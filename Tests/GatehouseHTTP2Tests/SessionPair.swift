import GatehouseHTTP
import GatehouseHTTP2
import TestSupport

/// A client and a server session, wired back to back in memory.
final class SessionPair {
    let client: HTTP2Session
    let server: HTTP2Session
    private(set) var clientEvents: [HTTP2Event] = []
    private(set) var serverEvents: [HTTP2Event] = []
    /// Called for each event as it is pulled.
    var onServer: (HTTP2Event) -> Void = { _ in }
    var onClient: (HTTP2Event) -> Void = { _ in }

    init(client: HTTP2Settings = HTTP2Settings(), server: HTTP2Settings = HTTP2Settings()) {
        self.client = HTTP2Session(role: .client, settings: client)
        self.server = HTTP2Session(role: .server, settings: server)
        pump()
    }

    /// Carries bytes both ways until neither side has any.
    ///
    /// - Parameter limit: most bytes that one side writes before the other's turn.
    func pump(limit: Int = 1 << 20) {
        while carry(from: client, to: server, limit) || carry(from: server, to: client, limit) {}
    }

    private func carry(from source: HTTP2Session, to target: HTTP2Session, _ limit: Int) -> Bool {
        var wire = ByteQueue()
        _ = try? source.encode(into: &wire, limit: limit)
        wire.withSpan { bytes in _ = try? target.receive(bytes) }
        pull()
        return !wire.isEmpty
    }

    private func pull() {
        while let event = server.nextEvent() {
            serverEvents.append(event)
            onServer(event)
        }
        while let event = client.nextEvent() {
            clientEvents.append(event)
            onClient(event)
        }
    }

    /// Sends a request from the client.
    func request(body: MessageBuffer? = nil, owner: UInt32 = 0, more: [(String, String)] = []) throws -> StreamID {
        let fields = (body == nil ? HPACKLiteral.get : HPACKLiteral.post) + more
        return try client.submitRequest(FieldBlock(fields), body: body, owner: owner)
    }

    func respond(_ stream: StreamID, status: String = "200", body: MessageBuffer? = nil) {
        server.submitResponse(stream, FieldBlock([(":status", status)]), body: body)
    }
}

extension FieldBlock {
    init(_ fields: [(String, String)]) {
        self.init()
        for (name, value) in fields { append(name: name, value: value) }
    }
}

extension MessageBuffer {
    /// A message with this content.
    convenience init(_ content: String, isEnded: Bool = true) {
        self.init()
        appendBody(content.utf8.span)
        self.isEnded = isEnded
    }

    /// The content that waits, as text.
    var contentText: String { body.withSpan { String(decoding: $0) } }
}

extension [HTTP2Event] {
    func kinds(of stream: StreamID) -> [HTTP2Event.Kind] {
        filter { $0.stream.number == stream.number }.map(\.kind)
    }

    func first(_ kind: HTTP2Event.Kind) -> HTTP2Event? {
        first { $0.kind == kind }
    }
}
