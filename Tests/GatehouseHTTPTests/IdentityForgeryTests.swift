import GatehouseHTTP
import TestSupport
import Testing

/// No spelling of a field that is ours gets from a client to the connector: thousands of them through codec and rules.
struct IdentityForgeryTests {
    private static let front = [":method: GET", ":scheme: http", ":authority: a.example", ":path: /c"]

    private func built(from message: MessageBuffer) -> [String] {
        var head = FieldBlock()
        UpstreamHead.build(
            into: &head, from: message, path: "/c".utf8.span, scheme: "http", identity: UpstreamHeadTests.identity())
        return head.lines
    }

    /// - Returns: nil for a request that is refused.
    private func sentOverHTTP1(_ fields: [(name: String, value: String)]) -> [String]? {
        let lines = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
        let codec = HTTP1ServerCodec(limits: HTTP1Limits())
        codec.receive("GET /c HTTP/1.1\r\nHost: a.example\r\nx-innocent: yes\r\n\(lines)\r\n".utf8.span)
        guard case .requestHead = codec.nextEvent() else { return nil }
        return built(from: codec.message)
    }

    @Test(arguments: [1, 2] as [UInt64])
    func nothingForgedPassesOverHTTP1(seed: UInt64) {
        var forged = ForgedName(seed: seed)
        for _ in 0..<2_000 {
            let fields = forged.fields(lowerCase: false)
            #expect(sentOverHTTP1(fields) == Self.front + ["x-innocent: yes"] + UpstreamHeadTests.ours, "\(fields)")
        }
    }

    @Test(arguments: [5, 6] as [UInt64])
    func nothingForgedPassesOverHTTP2(seed: UInt64) throws {
        var forged = ForgedName(seed: seed)
        for _ in 0..<2_000 {
            let fields = forged.fields(lowerCase: true)
            let message = MessageBuffer(
                [":method": "GET", ":scheme": "https", ":authority": "a.example", ":path": "/c", "x-innocent": "yes"])
            for field in fields { message.fields.append(name: field.name, value: field.value) }
            try RequestHeadRules.validateHTTP2(message)
            #expect(built(from: message) == Self.front + ["x-innocent: yes"] + UpstreamHeadTests.ours, "\(fields)")
        }
    }

    /// What cannot be passed on honestly is refused, not repaired.
    @Test(arguments: ForgedName.owned)
    func namesAsTheyAreAreNotTakenAwayNorBent(name: String) {
        #expect(sentOverHTTP1([("Connection", name)]) == nil)
        #expect(sentOverHTTP1([("Connection", "close, \(name.uppercased())"), (name, "forged")]) == nil)
        #expect(sentOverHTTP1([("\(name) ", "forged")]) == nil)
        #expect(sentOverHTTP1([("\(name)\t", "forged")]) == nil)
        #expect(sentOverHTTP1([(" \(name)", "forged")]) == nil)
        #expect(sentOverHTTP1([("\(name)\0", "forged")]) == nil)
        #expect(sentOverHTTP1([("\(name):", "forged")]) == Self.front + ["x-innocent: yes"] + UpstreamHeadTests.ours)
    }

    @Test func otherNamesPass() {
        let names = ["x-forwardedfor", "xforwarded-for", "forwardedx", "real-ip", "x-request", "y-real-ip"]
        let lines = sentOverHTTP1(names.map { ($0, "mine") })
        #expect(lines == Self.front + ["x-innocent: yes"] + names.map { "\($0): mine" } + UpstreamHeadTests.ours)
    }
}
