import GatehouseHTTP
import Testing

struct HTTP1ResponseEncoderTests {
    private func codec(_ method: String = "GET", version: String = "1.1", fields: String = "") -> HTTP1ServerCodec {
        let codec = HTTP1ServerCodec(limits: HTTP1Limits())
        codec.receive("\(method) / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n".utf8.span)
        return codec
    }

    private func body(_ text: String, declaredLength: UInt64? = nil, isEnded: Bool = true) -> MessageBuffer {
        let body = MessageBuffer()
        body.appendBody(text.utf8.span)
        body.declaredLength = declaredLength
        body.isEnded = isEnded
        return body
    }

    private func output(of codec: HTTP1ServerCodec, limit: Int = .max) -> String {
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: limit)
        return output.takeText()
    }

    @Test func fieldsAreWrittenAndFramingIsOurs() {
        let codec = codec()
        var fields = FieldBlock()
        for (name, value) in [
            (":status", "200"), ("content-type", "a/b"), ("content-length", "99"), ("transfer-encoding", "gzip"),
            ("connection", "x"), ("x-y", "z"),
        ] { fields.append(name: name, value: value) }
        codec.submitResponse(status: 200, fields: fields, body: body("abc", declaredLength: 3))
        #expect(codec.wantsWrite)
        #expect(output(of: codec) == "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\nx-y: z\r\ncontent-length: 3\r\n\r\nabc")
        #expect(codec.isResponseComplete)
        #expect(!codec.wantsWrite)
    }

    @Test func contentWithoutLengthIsChunked() {
        let codec = codec()
        let source = body("0123456789abcdef", isEnded: false)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: source)
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        #expect(output(of: codec) == "\(head)10\r\n0123456789abcdef\r\n")
        #expect(output(of: codec) == "")
        #expect(!codec.wantsWrite)
        source.appendBody("x".utf8.span)
        source.trailers.append(name: "x-sum", value: "1")
        source.trailers.append(name: "content-length", value: "1")
        source.isEnded = true
        #expect(codec.wantsWrite)
        #expect(output(of: codec) == "1\r\nx\r\n0\r\nx-sum: 1\r\n\r\n")
        #expect(codec.isResponseComplete)
    }

    @Test func outputIsBounded() {
        let codec = codec()
        codec.submitResponse(status: 200, fields: FieldBlock(), body: body("abcdefgh", declaredLength: 8))
        var output = ByteQueue()
        #expect(codec.encode(into: &output, limit: 0) == 0)
        output.removeAll()
        #expect(codec.encode(into: &output, limit: 5) == 5)
        #expect(output.takeText() == "abcde")
        #expect(!codec.isResponseComplete)
        #expect(codec.encode(into: &output, limit: 5) == 3)
        #expect(output.takeText() == "fgh")
        #expect(codec.isResponseComplete)
    }

    @Test(arguments: [("HEAD", 200, true), ("GET", 304, true), ("GET", 204, false)] as [(String, UInt16, Bool)])
    func someResponsesHaveNoContent(method: String, status: UInt16, hasLength: Bool) {
        let codec = codec(method)
        codec.submitResponse(status: status, fields: FieldBlock(), body: body("abc", declaredLength: 3))
        let text = output(of: codec)
        #expect(text.contains("content-length: 3\r\n") == hasLength)
        #expect(text.hasSuffix("\r\n\r\n"))
        #expect(codec.isResponseComplete)
        #expect(codec.finishExchange() == .nextRequest)
    }

    @Test func headRepliesKeepTheLengthTheyAnnounce() {
        let codec = codec("HEAD")
        var fields = FieldBlock()
        fields.append(.contentLength, value: "42")
        codec.submitResponse(status: 200, fields: fields, body: nil)
        #expect(output(of: codec) == "HTTP/1.1 200 OK\r\ncontent-length: 42\r\n\r\n")
    }

    @Test func contentShorterThanDeclaredIsNotFinished() {
        let codec = codec()
        let source = body("ab", declaredLength: 3)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: source)
        #expect(output(of: codec).hasSuffix("\r\n\r\nab"))
        #expect(codec.isAborted)
        #expect(codec.finishExchange() == .close)
    }

    @Test func contentLongerThanDeclaredIsNotSent() {
        let codec = codec()
        let source = body("ab", declaredLength: 3, isEnded: false)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: source)
        _ = output(of: codec)
        source.appendBody("cd".utf8.span)
        #expect(output(of: codec) == "")
        #expect(codec.isAborted)
        #expect(!codec.isResponseComplete)
    }

    @Test func interimResponsesComeFirst() {
        let codec = codec("POST", fields: "Content-Length: 1\r\nExpect: 100-continue\r\n")
        codec.submitInterim(status: 100, fields: FieldBlock())
        #expect(output(of: codec) == "HTTP/1.1 100 Continue\r\n\r\n")
        var fields = FieldBlock()
        fields.append(name: "link", value: "x")
        codec.submitInterim(status: 103, fields: fields)
        codec.receive("a".utf8.span)
        codec.submitResponse(status: 202, fields: FieldBlock(), body: nil)
        codec.submitInterim(status: 103, fields: fields)
        let expected = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n"
        #expect(output(of: codec) == expected)
        #expect(codec.finishExchange() == .nextRequest)
    }

    // MARK: HTTP/1.0

    @Test func http10StaysOpenOnlyWithALength() {
        let kept = codec(version: "1.0", fields: "Connection: keep-alive\r\n")
        kept.submitResponse(status: 200, fields: FieldBlock(), body: body("abc", declaredLength: 3))
        #expect(output(of: kept) == "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: keep-alive\r\n\r\nabc")
        #expect(kept.finishExchange() == .nextRequest)

        let closed = codec(version: "1.0", fields: "Connection: keep-alive\r\n")
        closed.submitResponse(status: 200, fields: FieldBlock(), body: body("abc"))
        #expect(output(of: closed) == "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nabc")
        #expect(closed.isResponseComplete)
        #expect(closed.finishExchange() == .close)
    }

    @Test func http10GetsNoInterimResponse() {
        let codec = codec("POST", version: "1.0", fields: "Content-Length: 1\r\nExpect: 100-continue\r\n")
        #expect(codec.nextEvent() == .requestHead(ended: false, expectsContinue: false))
        codec.submitInterim(status: 100, fields: FieldBlock())
        #expect(output(of: codec) == "")
    }
}
