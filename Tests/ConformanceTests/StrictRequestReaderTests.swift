import TestSupport
import Testing

/// The judge is judged: what it must object to, and what it must not.
@Suite struct StrictRequestReaderTests {
    private func read(_ text: String) -> [ArrivedRequest] {
        var reader = StrictRequestReader()
        let octets = WireText.octets(text)
        reader.append(octets.span)
        var requests: [ArrivedRequest] = []
        while let request = reader.next() { requests.append(request) }
        return requests
    }

    @Test(arguments: [
        (#"GET /a HTTP/1.1\r\nhost: h\r\n\r\n"#, ["GET /a"]),
        (
            #"POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\nokGET /b?c HTTP/1.1\r\nhost: h\r\nx:\s\r\n\r\n"#,
            ["POST /a ok", "GET /b?c"]
        ),
        (
            #"POST /a HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-t: v\r\n\r\n"#,
            ["POST /a ok"]
        ),
        (#"POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 3\r\n\r\nok"#, []),
    ])
    func readsWhatIsRight(text: String, summaries: [String]) {
        let requests = read(text)
        #expect(requests.map(\.summary) == summaries)
        #expect(requests.allSatisfy { $0.objections.isEmpty && $0.isComplete })
    }

    @Test(arguments: [
        #"GET  /a HTTP/1.1\r\nhost: h\r\n\r\n"#, #"get /a HTTP/1.1\r\nhost: h\r\n\r\n"#,
        #"GET a HTTP/1.1\r\nhost: h\r\n\r\n"#, #"GET /a HTTP/1.0\r\nhost: h\r\n\r\n"#, #"GET /a HTTP/1.1\r\n\r\n"#,
        #"GET /a HTTP/1.1\r\nhost: h\r\nhost: h\r\n\r\n"#, #"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"#,
        #"GET /a HTTP/1.1\nhost: h\r\n\r\n"#, #"GET /a HTTP/1.1\r\nhost: h\r\nx: a\rb\r\n\r\n"#,
        #"GET /a HTTP/1.1\r\nhost: h\r\nx: a\0b\r\n\r\n"#, #"GET /a HTTP/1.1\r\nhost: h\r\nx:  a\r\n\r\n"#,
        #"GET /a HTTP/1.1\r\nhost: h\r\nx : a\r\n\r\n"#, #"GET /a HTTP/1.1\r\nhost: h\r\n x: a\r\n\r\n"#,
        #"POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"#,
        #"POST /a HTTP/1.1\r\nhost: h\r\ncontent-length: +2\r\n\r\nok"#,
        #"POST /a HTTP/1.1\r\nhost: h\r\ntransfer-encoding: gzip\r\n\r\n"#,
        #"POST /a HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n2;a\r\nok\r\n0\r\n\r\n"#,
        #"POST /a HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokXX0\r\n\r\n"#,
    ])
    func objectsToTheRest(text: String) {
        #expect(read(text).last?.objections.isEmpty == false)
    }
}
