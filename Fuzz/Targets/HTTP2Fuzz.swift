import GatehouseHTTP
import GatehouseHTTP2

/// Bytes of an HTTP/2 peer, through nghttp2 with our callbacks, in either role.
///
/// First: the same events, and the same bytes in answer, wherever the input is cut. Then: a driver that answers as the
/// gateway does; every stream tells a story with one head and one end, and all buffers come back.
enum HTTP2Fuzz {
    /// Bounds of time would make outcomes depend on how fast the machine is.
    static var settings: HTTP2Settings {
        var settings = HTTP2Settings()
        settings.controlFrames = FloodBudget.Limit(burst: 1_000, perSecond: 0)
        settings.resets = FloodBudget.Limit(burst: 1_000, perSecond: 0)
        settings.initialWindowBytes = 1_024
        settings.maximumFieldListBytes = 2_048
        return settings
    }

    static func run(_ input: [UInt8], as role: HTTP2Role) throws(FuzzFinding) {
        let whole = told(input, role, .none)
        for cut in Cuts.allCases where cut != .none {
            let other = told(input, role, cut)
            try demand(other == whole, "cut \(cut): \(other) instead of \(whole)")
        }
        let pool = MessagePool()
        try HTTP2FuzzDriver.run(input, role, pool)
        try checkPool(pool)
    }

    /// What a session says, and what it writes, when it is given the input in pieces.
    private static func told(_ input: [UInt8], _ role: HTTP2Role, _ cut: Cuts) -> HTTP2Story {
        let session = HTTP2Session(role: role, settings: settings)
        ask(session)
        var story = HTTP2Story()
        var hasFailed = false
        cut.forEach(in: preface(role) + input) { piece in
            if !hasFailed { hasFailed = (try? session.receive(piece)) == nil }
        }
        while let event = session.nextEvent() {
            story.add(event, message: event.stream == .connection ? nil : session.message(of: event.stream))
        }
        var wire = ByteQueue()
        _ = try? session.encode(into: &wire, limit: 1 << 20)
        // On a connection that is at its end, or whose peer has said goodbye, nghttp2 looks at the rest of a piece and at no
        // further piece: what it finds wrong there changes nothing but the words of the goodbye.
        story.isFinished = session.isFinished || story.hasGoAway
        if !story.isFinished { story.written = wire.octets }
        return story
    }

    /// So that inputs need not begin with it.
    static func preface(_ role: HTTP2Role) -> [UInt8] {
        role == .server ? Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) : []
    }

    /// A client has something to hear only when it has asked for it.
    @discardableResult
    static func ask(_ session: HTTP2Session, body: MessageBuffer? = nil) -> StreamID? {
        guard session.role == .client else { return nil }
        var head = FieldBlock()
        head.append(.method, value: body == nil ? "GET" : "POST")
        head.append(.scheme, value: "https")
        head.append(.authority, value: "a.example")
        head.append(.path, value: "/")
        let stream = try? session.submitRequest(head, body: body, owner: 7)
        var wire = ByteQueue()
        _ = try? session.encode(into: &wire, limit: 1 << 20)
        return stream
    }

    /// A buffer that was given back twice would serve two streams at once.
    private static func checkPool(_ pool: MessagePool) throws(FuzzFinding) {
        var seen: Set<ObjectIdentifier> = []
        var buffers: [MessageBuffer] = []
        for _ in 0..<16 {
            let buffer = pool.take()
            try demand(seen.insert(ObjectIdentifier(buffer)).inserted, "a buffer was given back twice")
            try demand(buffer.body.isEmpty && buffer.fields.count == 0, "a buffer in the pool is not empty")
            buffers.append(buffer)
        }
    }
}

/// Everything that a session has said, in a form that does not depend on how content was cut.
struct HTTP2Story: Equatable {
    private struct Line: Equatable {
        let event: HTTP2Event
        let message: MessageCopy?
    }

    private var lines: [Line] = []
    var written: [UInt8] = []
    var isFinished = false

    var hasGoAway: Bool { lines.contains { $0.event.kind == .goAwayReceived } }

    mutating func add(_ event: HTTP2Event, message: MessageBuffer?) {
        // How content was cut into frames is the peer's choice, and nothing here changes it; its sum is in the message.
        guard event.kind != .body, !hasGoAway else { return }
        lines.append(Line(event: event, message: message.map { MessageCopy($0) }))
    }
}
