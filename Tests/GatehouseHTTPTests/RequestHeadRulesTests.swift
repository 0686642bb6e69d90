import GatehouseHTTP
import Testing

/// HTTP/1.1 rules stand in `http1-requests.tsv`; here are those of HTTP/2 (RFC 9113 sections 8.2 and 8.3).
struct RequestHeadRulesTests {
    static let good: KeyValuePairs = [":scheme": "https", ":authority": "A.example", ":path": "/x?y"]

    @Test func hostBecomesAuthority() throws {
        let request = MessageBuffer([":scheme": "https", ":path": "/", "host": "A.Example:8443"])
        try RequestHeadRules.validateHTTP2(request)
        #expect(request.fields.lines == [":scheme: https", ":path: /", ":authority: a.example:8443"])
    }

    @Test func equalHostGoes() throws {
        let request = MessageBuffer([
            ":scheme": "https", ":authority": "A.example", ":path": "/", "host": "a.Example", "content-length": "3",
        ])
        try RequestHeadRules.validateHTTP2(request)
        #expect(request.fields.lines.contains(":authority: a.example") == true)
        #expect(request.fields.contains(.host) == false)
        #expect(request.declaredLength == 3)
    }

    private static let broken: [(KeyValuePairs<String, String>, Reason)] = [
        (["host": "b.example"], Reason.hostAmbiguous), (["host": "a.example", "host": "a.example"], .hostAmbiguous),
        (["connection": "close"], .fieldMalformed), (["keep-alive": "1"], .fieldMalformed),
        (["proxy-connection": "x"], .fieldMalformed), (["transfer-encoding": "chunked"], .fieldMalformed),
        (["upgrade": "h2c"], .fieldMalformed), (["te": "gzip"], .fieldMalformed),
        (["te": "trailers, gzip"], .fieldMalformed), (["expect": "x"], .expectationUnsupported),
        (["content-length": "1", "content-length": "1"], .lengthMalformed),
        (["content-length": "+1"], .lengthMalformed),
        (["x": "y", ":method": "GET"], .http2ProtocolViolation), ([":path": "/"], .http2ProtocolViolation),
        ([":status": "200"], .http2ProtocolViolation), ([":protocol": "websocket"], .http2ProtocolViolation),
        ([":authority": "a.example"], .http2ProtocolViolation),
    ]

    @Test(arguments: broken)
    func brokenHeadsAreRefused(more: KeyValuePairs<String, String>, reason: Reason) {
        let request = MessageBuffer(Self.good)
        for (name, value) in more { request.fields.append(name: name, value: value) }
        #expect(throws: HTTP1Violation(reason)) { try RequestHeadRules.validateHTTP2(request) }
    }

    private static let incomplete: [(KeyValuePairs<String, String>, Reason)] = [
        ([:], Reason.http2ProtocolViolation), ([":scheme": "https", ":authority": "a"], .http2ProtocolViolation),
        ([":authority": "a", ":path": "/"], .http2ProtocolViolation),
        ([":scheme": "https", ":path": "/"], .hostMissing),
        ([":scheme": "ftp", ":authority": "a", ":path": "/"], .http2ProtocolViolation),
        ([":scheme": "https", ":authority": "a", ":path": ""], .targetMalformed),
        ([":scheme": "https", ":authority": "a", ":path": "x"], .targetMalformed),
        ([":scheme": "https", ":authority": "a", ":path": "*"], .targetMalformed),
        ([":scheme": "https", ":authority": "a", ":path": "/a b"], .targetMalformed),
        ([":scheme": "https", ":authority": "a", ":path": "/a#b"], .targetMalformed),
        ([":scheme": "https", ":authority": "a", ":path": "/é"], .targetMalformed),
        ([":scheme": "https", ":authority": "u@a", ":path": "/"], .hostMalformed),
        ([":scheme": "https", ":authority": "", ":path": "/"], .hostMalformed),
    ]

    @Test(arguments: incomplete)
    func pseudoFieldsAreRequired(fields: KeyValuePairs<String, String>, reason: Reason) {
        #expect(throws: HTTP1Violation(reason)) { try RequestHeadRules.validateHTTP2(MessageBuffer(fields)) }
    }

    @Test func methodsAreChecked() throws {
        for method in [Method.connect, .trace] {
            let request = MessageBuffer([":authority": "a.example:443"], method: method)
            #expect(throws: HTTP1Violation(.methodUnsupported)) { try RequestHeadRules.validateHTTP2(request) }
        }
        let options = MessageBuffer([":scheme": "https", ":authority": "a", ":path": "*"], method: .options)
        try RequestHeadRules.validateHTTP2(options)
        let trailers = MessageBuffer([":scheme": "http", ":authority": "a", ":path": "/", "te": "Trailers"])
        try RequestHeadRules.validateHTTP2(trailers)
    }
}
