import GatehouseHTTP
import Testing

struct UpstreamHeadTests {
    static func identity() -> ForwardingIdentity {
        var identity = ForwardingIdentity(scheme: "https", port: 8443)
        identity.clientAddress.append("203.0.113.9")
        identity.requestID.append("0123456789abcdef0123456789abcdef")
        identity.traceparent.append("00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
        return identity
    }

    static let ours = [
        "x-forwarded-for: 203.0.113.9", "x-forwarded-proto: https", "x-forwarded-host: a.example",
        "x-forwarded-port: 8443", "x-real-ip: 203.0.113.9", "x-request-id: 0123456789abcdef0123456789abcdef",
        "traceparent: 00-0123456789abcdef0123456789abcdef-0123456789abcdef-01",
    ]

    private func build(_ fields: KeyValuePairs<String, String>) -> [String] {
        let request = MessageBuffer(fields, method: .post)
        request.fields.append(.authority, value: "a.example")
        request.fields.append(.path, value: "/raw")
        var head = FieldBlock()
        head.append(name: "left", value: "over")
        UpstreamHead.build(
            into: &head, from: request, path: "/canonical?q".utf8.span, scheme: "http",
            identity: Self.identity())
        return head.lines
    }

    private static let front = [":method: POST", ":scheme: http", ":authority: a.example", ":path: /canonical?q"]

    @Test func pseudoFieldsComeFirstAndOursLast() {
        let lines = build(["accept": "*/*", "flex.signature": "abc=", "content-length": "3"])
        #expect(lines == Self.front + ["accept: */*", "flex.signature: abc=", "content-length: 3"] + Self.ours)
    }

    @Test(arguments: [
        "X-Forwarded-For", "x_forwarded_for", "X-Forwarded_For", "X.Forwarded.For", "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port", "X-Forwarded-Server", "X_Forwarded_Prefix", "X-Forwarded", "Forwarded", "X-Real-IP",
        "x_real_ip", "X-Original-URL", "X_Original_Url", "X-Rewrite-URL", "X-Request-ID", "x_request_id", "Traceparent",
        "Tracestate", "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "transfer_encoding",
        "Upgrade",
        "Expect", "HTTP2-Settings", "Proxy-Authorization", "Host", "content_length", ":status",
    ])
    func nothingOfAClientTakesThePlaceOfOurs(name: String) {
        #expect(build([name: "evil"]) == Self.front + Self.ours)
    }

    @Test(arguments: [("0", "0"), ("000", "0"), ("0005", "5"), ("10", "10")])
    func lengthsHaveNoZerosInFront(received: String, sent: String) {
        #expect(build(["content-length": received]) == Self.front + ["content-length: \(sent)"] + Self.ours)
    }

    @Test func fieldsThatNoTableMayHoldStayThat() {
        let request = MessageBuffer(["x-open": "a"])
        for (name, value) in [("x-secret", "b"), ("cookie", "c=d")] {
            request.fields.append(name: name, value: value)
            request.fields.markLastNeverIndexed()
        }
        request.fields.append(name: "cookie", value: "e=f")
        var head = FieldBlock()
        UpstreamHead.build(
            into: &head, from: request, path: "/".utf8.span, scheme: "http", identity: Self.identity())
        let marked = (0..<head.count).filter { head.isNeverIndexed(at: $0) }.map { index in
            head.withName(at: index) { String(decoding: $0) }
        }
        #expect(marked == ["x-secret", "cookie"])
    }

    @Test func crumbsBecomeOneCookie() {
        #expect(
            build(["cookie": "a=1", "x": "y", "cookie": "b=2"]) == Self.front + ["x: y", "cookie: a=1; b=2"] + Self.ours
        )
    }

    @Test func onlyTrailersAreAskedFor() {
        #expect(build(["te": "gzip, trailers"]) == Self.front + ["te: trailers"] + Self.ours)
        #expect(build(["te": "gzip"]) == Self.front + Self.ours)
    }

    @Test func traceStateOfAnotherTraceIsDropped() {
        #expect(build(["tracestate": "a=b"]) == Self.front + Self.ours)
    }
}
