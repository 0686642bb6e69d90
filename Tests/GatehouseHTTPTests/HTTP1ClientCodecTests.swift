import GatehouseHTTP
import Testing

/// Requests as they are written, limits, and what happens between exchanges.
struct HTTP1ClientCodecTests {
    private func head(_ method: String = "GET", _ more: [(String, String)] = []) -> FieldBlock {
        var head = FieldBlock()
        head.append(.method, value: method)
        head.append(.scheme, value: "http")
        head.append(.authority, value: "a.example:8080")
        head.append(.path, value: "/x?y")
        for (name, value) in more { head.append(name: name, value: value) }
        return head
    }

    private func written(_ codec: HTTP1ClientCodec, limit: Int = 10_000) -> String {
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: limit)
        return output.takeText()
    }

    private func submitted(_ head: borrowing FieldBlock, body: MessageBuffer? = nil) -> HTTP1ClientCodec {
        let codec = HTTP1ClientCodec(limits: HTTP1Limits())
        codec.submit(head, body: body)
        return codec
    }

    private func events(of codec: HTTP1ClientCodec) -> [HTTP1ResponseEvent] {
        var events: [HTTP1ResponseEvent] = []
        while let event = codec.nextEvent() { events.append(event) }
        return events
    }

    private func message(_ text: String, declared: UInt64? = nil, isEnded: Bool = true) -> MessageBuffer {
        let message = MessageBuffer()
        message.appendBody(text.utf8.span)
        message.declaredLength = declared
        message.isEnded = isEnded
        return message
    }

    // MARK: Requests

    @Test func fieldsOfTheOtherProtocolAndOfConnectionsAreLeftOut() {
        let fields = [("te", "trailers"), ("content-length", "9"), ("accept", "*/*"), ("x-forwarded-for", "10.0.0.1")]
        let codec = submitted(head("GET", fields))
        #expect(
            written(codec)
                == "GET /x?y HTTP/1.1\r\nhost: a.example:8080\r\naccept: */*\r\nx-forwarded-for: 10.0.0.1\r\n\r\n")
        #expect(written(codec) == "")
    }

    @Test func methodsAboutContentSayThatThereIsNone() {
        #expect(written(submitted(head("POST"))).hasSuffix("\r\ncontent-length: 0\r\n\r\n"))
        #expect(!written(submitted(head("DELETE"))).contains("content-length"))
    }

    @Test func wholeContentHasALength() {
        let codec = submitted(head("POST"), body: message("abc"))
        #expect(written(codec).hasSuffix("content-length: 3\r\n\r\nabc"))
    }

    @Test func contentOfUnknownLengthComesInChunks() {
        let body = message("abc", isEnded: false)
        let codec = submitted(head("POST"), body: body)
        #expect(written(codec).hasSuffix("transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n"))
        body.appendBody("de".utf8.span)
        body.isEnded = true
        body.trailers.append(name: "x-t", value: "1")
        #expect(written(codec) == "2\r\nde\r\n0\r\nx-t: 1\r\n\r\n")
    }

    /// Content that is not what was declared would be read as another request.
    @Test func contentBeyondItsLengthIsNotSent() {
        let codec = submitted(head("POST"), body: message("abcdef", declared: 3, isEnded: false))
        var output = ByteQueue()
        #expect(codec.encode(into: &output, limit: 100) == nil)
        #expect(!output.takeText().contains("abc"))
    }

    @Test func contentShortOfItsLengthIsAborted() {
        let codec = submitted(head("POST"), body: message("ab", declared: 3))
        var output = ByteQueue()
        #expect(codec.encode(into: &output, limit: 100) == nil)
        codec.receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8.span)
        #expect(!codec.finishExchange())
    }

    // MARK: Between exchanges

    @Test func exchangesFollowOneAnother() {
        let codec = submitted(head())
        for number in 0..<3 {
            if number > 0 { codec.submit(head(), body: nil) }
            #expect(!codec.isFree)
            #expect(written(codec).hasPrefix("GET /x?y"))
            codec.receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na".utf8.span)
            #expect(events(of: codec) == [.responseHead(ended: false), .body(count: 1), .ended])
            #expect(codec.finishExchange())
            #expect(codec.isFree)
        }
    }

    /// It could be taken for the answer to the next request.
    @Test func whatNobodyAskedForIsAViolation() {
        let codec = HTTP1ClientCodec(limits: HTTP1Limits())
        codec.receive("HTTP/1.1 200 OK\r\n".utf8.span)
        #expect(events(of: codec) == [.violation])
        #expect(!codec.isFree)
    }

    /// The rest of the request would be read as the next one.
    @Test func anAnswerBeforeTheEndOfTheRequestEndsTheConnection() {
        let codec = submitted(head("POST"), body: message("abc", isEnded: false))
        _ = written(codec)
        codec.receive("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n".utf8.span)
        #expect(events(of: codec) == [.responseHead(ended: true)])
        #expect(!codec.finishExchange())
        #expect(!codec.isFree)
    }

    /// What lies on the connection when a request is submitted was there before it: a response for somebody else.
    @Test func whatComesBeforeTheRequestIsNoAnswerToIt() {
        let codec = submitted(head())
        codec.receive("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison".utf8.span)
        #expect(events(of: codec) == [.violation])
        #expect(!codec.finishExchange())
        #expect(!codec.isFree)
    }

    // MARK: Limits

    @Test func headsAreBounded() {
        let codec = submitted(head())
        _ = written(codec)
        codec.receive("HTTP/1.1 200 ".utf8.span)
        for _ in 0..<20 { codec.receive(String(repeating: "x", count: 1_000).utf8.span) }
        #expect(events(of: codec) == [.violation])
    }

    @Test func interimHeadsAreBoundedAndKeepTheirFields() {
        let codec = submitted(head())
        _ = written(codec)
        codec.receive("HTTP/1.1 103 E\r\nlink: a\r\n\r\nHTTP/1.1 103 E\r\nlink: b\r\n\r\n".utf8.span)
        for link in ["a", "b"] {
            #expect(codec.nextEvent() == .interimHead(status: 103))
            #expect(codec.interim.fields.text(named: "link") == link)
        }
        for _ in 0..<20 { codec.receive("HTTP/1.1 103 E\r\n\r\n".utf8.span) }
        #expect(events(of: codec).last == .violation)
    }

    @Test func contentWaitsAboveTheMark() {
        var limits = HTTP1Limits()
        limits.highWaterBytes = 10
        let codec = HTTP1ClientCodec(limits: limits)
        codec.submit(head(), body: nil)
        _ = written(codec)
        codec.receive("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n".utf8.span)
        codec.receive("01234567890123456789".utf8.span)
        #expect(!codec.wantsRead)
        codec.receive("01234567890123456789".utf8.span)
        #expect(codec.message.body.count == 20)
        codec.message.body.consume(20)
        codec.bodyTaken()
        #expect(codec.message.body.count == 20)
        #expect(events(of: codec).last == .ended)
    }
}
