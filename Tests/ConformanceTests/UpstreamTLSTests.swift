import TestSupport
import Testing

/// A connector, or somebody on the way to it, that speaks before the gateway knows whom it speaks to.
@Suite(.serialized) struct UpstreamTLSTests {
    @Test(
        "CVE-2026-1642: what comes in clear before the handshake is no answer",
        arguments: [
            "HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\npoison",
            "\\0\\0\\0\\x04\\0\\0\\0\\0\\0\\0\\0\\x01\\x01\\x05\\0\\0\\0\\x01\\x88",
        ])
    func nothingSaidBeforeTheHandshakeIsAnAnswer(greeting: String) throws {
        for version in RecordingConnector.Version.allCases {
            let front = try Front(upstream: version, secure: true, greeting: WireText.octets(greeting))
            let request = "GET /open/a HTTP/1.1\r\nHost: \(front.authority)\r\n\r\n"
            let play = try HTTP1Play(Array(request.utf8), to: front, answerCount: 1, clientLeaves: false)
            #expect(play.summary == "502 upstream_tls_failed")
            #expect(!front.stop().contains { $0.isComplete })
        }
    }
}
