import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy

/// A request on its way to the connector: whatever came in, exactly one well-formed request goes out, in either protocol,
/// or none.
enum Relay {
    /// Fields of ours come on top of what a client may send.
    private static var limits: HTTP1Limits {
        var limits = HTTP1Limits()
        limits.headBytes *= 4
        limits.targetBytes *= 4
        limits.fieldCount *= 2
        return limits
    }

    private static let identityNames = [
        "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip", "x-request-id",
    ]

    static func check(_ request: MessageCopy) throws(FuzzFinding) {
        guard let path = canonicalPath(of: request) else { return }
        let head = build(request, path: path)
        try checkHead(head.pairs, of: request)
        try checkHTTP1(head, request, path)
        try checkHTTP2(head, request, path)
    }

    /// The path that is sent; nil when the request is refused for it.
    private static func canonicalPath(of request: MessageCopy) -> [UInt8]? {
        guard let target = request.values(of: ":path").first, !request.values(of: ":authority").isEmpty,
            let path = try? CanonicalPath(parsing: target.span)
        else { return nil }
        return path.withBytes(of: target.span) { $0.octets }
    }

    private static func build(_ request: MessageCopy, path: [UInt8]) -> FieldBlock {
        var identity = ForwardingIdentity(scheme: "https", port: 443)
        identity.clientAddress.append("192.0.2.1")
        identity.requestID.append("00112233445566778899aabbccddeeff")
        var head = FieldBlock()
        UpstreamHead.build(
            into: &head, from: request.makeBuffer(), path: path.span, scheme: "http", identity: identity)
        return head
    }

    /// Who the client is, is said once and by us; what means one connection is not said at all.
    private static func checkHead(_ fields: [FieldPair], of request: MessageCopy) throws(FuzzFinding) {
        for name in identityNames {
            let count = fields.filter { $0.name.map(folded) == Array(name.utf8) }.count
            try demand(count == 1, "\(count) times \(name): \(fields)")
        }
        for name in ["connection", "keep-alive", "transfer-encoding", "upgrade", "expect", "host", "forwarded"] {
            let isThere = fields.contains { $0.name.map(folded) == Array(name.utf8) }
            try demand(!isThere, "\(name) is passed on: \(fields)")
        }
        try demand(fields.filter { $0.name == Array("content-length".utf8) }.count <= 1, "two lengths: \(fields)")
    }

    /// As a CGI-like interface would take it for another name.
    private static func folded(_ octet: UInt8) -> UInt8 {
        octet == UInt8(ascii: "_") || octet == UInt8(ascii: ".") ? UInt8(ascii: "-") : octet
    }

    // MARK: HTTP/1.1

    private static func checkHTTP1(
        _ head: borrowing FieldBlock, _ request: MessageCopy, _ path: [UInt8]
    ) throws(FuzzFinding) {
        let sender = HTTP1ClientCodec(limits: limits)
        sender.submit(head, body: hasContent(request) ? request.makeBuffer() : nil)
        var wire = ByteQueue()
        guard sender.encode(into: &wire, limit: .max) != nil else { throw FuzzFinding("a sound request is aborted") }
        let receiver = HTTP1ServerCodec(limits: limits, scheme: "http")
        wire.withSpan { receiver.receive($0) }
        guard case .requestHead = receiver.nextEvent() else {
            throw FuzzFinding("not a request: \(wire.octets.text)")
        }
        while let event = receiver.nextEvent() {
            if case .violation(let reason) = event { throw FuzzFinding("\(reason): \(wire.octets.text)") }
        }
        try demand(receiver.message.isEnded, "not whole: \(wire.octets.text)")
        try compare(MessageCopy(receiver.message), request, path, wire.octets)
        receiver.submitResponse(status: 204, fields: FieldBlock(), body: nil)
        var answer = ByteQueue()
        _ = receiver.encode(into: &answer, limit: .max)
        try demand(receiver.finishExchange() == .nextRequest && receiver.isIdle, "more than one: \(wire.octets.text)")
    }

    private static func hasContent(_ request: MessageCopy) -> Bool {
        !request.body.isEmpty || !request.trailers.isEmpty
    }

    // MARK: HTTP/2

    private static func checkHTTP2(
        _ head: borrowing FieldBlock, _ request: MessageCopy, _ path: [UInt8]
    ) throws(FuzzFinding) {
        let pair = (
            client: HTTP2Session(role: .client, settings: settings),
            server: HTTP2Session(role: .server, settings: settings)
        )
        let body = hasContent(request) ? request.makeBuffer() : nil
        guard (try? pair.client.submitRequest(head, body: body, owner: 1)) != nil else {
            throw FuzzFinding("not accepted: \(head.pairs)")
        }
        var received: [MessageCopy] = []
        for _ in 0..<4 {
            carry(from: pair.client, to: pair.server)
            received += complete(pair.server)
            carry(from: pair.server, to: pair.client)
        }
        guard received.count == 1, let first = received.first else {
            throw FuzzFinding("\(received.count) requests arrive over HTTP/2: \(head.pairs)")
        }
        try compare(first, request, path, [])
    }

    private static var settings: HTTP2Settings {
        var settings = HTTP2Settings()
        settings.maximumFieldListBytes *= 4
        settings.maximumFieldCount *= 2
        return settings
    }

    private static func carry(from source: HTTP2Session, to target: HTTP2Session) {
        var wire = ByteQueue()
        _ = try? source.encode(into: &wire, limit: 1 << 20)
        wire.withSpan { _ = try? target.receive($0) }
    }

    private static func complete(_ session: HTTP2Session) -> [MessageCopy] {
        var messages: [MessageCopy] = []
        while let event = session.nextEvent() {
            let isWhole = event.kind == .ended || (event.kind == .requestHead && event.endsStream)
            if isWhole, let message = session.message(of: event.stream) { messages.append(MessageCopy(message)) }
        }
        return messages
    }

    // MARK: What arrives

    private static func compare(
        _ received: MessageCopy, _ sent: MessageCopy, _ path: [UInt8], _ wire: [UInt8]
    ) throws(FuzzFinding) {
        try demand(received.method == sent.method, "another method: \(received.method), \(sent.method)")
        try demand(received.values(of: ":path") == [path], "another path: \(wire.text)")
        try demand(received.values(of: ":authority") == sent.values(of: ":authority"), "another host: \(wire.text)")
        try demand(received.body == sent.body, "other content: \(wire.text)")
        try demand(received.trailers == sent.trailers, "other trailers: \(wire.text)")
    }
}
