import Testing

/// The judge is judged: each rule objects to what breaks it, and to nothing else.
@Suite struct UpstreamRulesTests {
    private func request(
        target: String = "/open/a", body: [UInt8] = [], without name: String = "", more: [(String, String)] = []
    ) -> ArrivedRequest {
        let ours = [
            ("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "127.0.0.1"), ("x-forwarded-proto", "https"),
            ("x-forwarded-port", "443"), ("x-forwarded-host", "h"),
            ("x-request-id", "0123456789abcdef0123456789abcdef"),
            ("traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"),
        ].filter { $0.0 != name }
        return ArrivedRequest(
            method: "GET", target: target, authority: "h",
            fields: (ours + more).map { (name: $0.0, value: $0.1) }, body: body, isComplete: true)
    }

    private let rules = UpstreamRules(port: 443)

    @Test func aRequestAsItShouldBeIsFine() {
        #expect(rules.objections(to: request(more: [("accept", "*/*"), ("te", "trailers")])) == [])
        #expect(rules.objections(to: request(body: [1, 2], more: [("content-length", "2")])) == [])
    }

    @Test(arguments: ["x-forwarded-for", "x-real-ip", "x-forwarded-host", "x-request-id", "traceparent"])
    func whatIsOursIsThereOnce(name: String) {
        #expect(!rules.objections(to: request(without: name)).isEmpty)
        #expect(!rules.objections(to: request(more: [(name, "127.0.0.1")])).isEmpty)
    }

    @Test(arguments: [
        "x_forwarded_for", "x-forwarded_for", "x.real.ip", "forwarded", "x-forwarded-server", "x-original-url",
        "x_rewrite_url", "tracestate", "connection", "upgrade", "expect", "proxy-authorization",
    ])
    func nothingForgedIsThere(name: String) {
        #expect(!rules.objections(to: request(more: [(name, "a")])).isEmpty)
    }

    @Test(arguments: ["/actuator", "/open/../a", "/open//a", "/open/a;b", "/open/%2fa", "/open/.", "/open/a\\b"])
    func targetsAreCanonical(target: String) {
        #expect(!rules.objections(to: request(target: target)).isEmpty)
    }

    @Test func lengthsAreTrue() {
        #expect(!rules.objections(to: request(body: [1], more: [("content-length", "2")])).isEmpty)
        #expect(!rules.objections(to: request(body: [1], more: [("content-length", "01")])).isEmpty)
    }
}
