import GatehouseHTTP
import Testing

struct HTTP1ServerCodecTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    private func codec(receiving text: String, limits: HTTP1Limits = HTTP1Limits()) -> HTTP1ServerCodec {
        let codec = HTTP1ServerCodec(limits: limits)
        codec.receive(text.utf8.span)
        return codec
    }

    private func output(of codec: HTTP1ServerCodec, limit: Int = .max) -> String {
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: limit)
        return output.takeText()
    }

    private func events(of codec: HTTP1ServerCodec) -> [HTTP1Event] {
        var events: [HTTP1Event] = []
        while let event = codec.nextEvent() { events.append(event) }
        return events
    }

    // MARK: Receiving

    @Test func headIsInTheMessage() {
        let codec = codec(
            receiving:
                "POST http://A.b/x?y HTTP/1.1\r\nHost: a.B\r\nConnection: x-hop\r\nX-Hop: 1\r\nFlex.Signature: s\r\n"
                + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc")
        #expect(events(of: codec) == [.requestHead(ended: false, expectsContinue: true), .body(count: 3), .ended])
        #expect(codec.message.method == .post)
        #expect(codec.message.declaredLength == 3)
        #expect(codec.message.receivedByteCount == 3)
        #expect(codec.message.isEnded)
        #expect(codec.message.fields.text(of: .authority) == "a.b")
        #expect(codec.message.fields.text(of: .path) == "/x?y")
        #expect(codec.message.fields.text(of: .scheme) == "https")
        #expect(codec.message.fields.text(named: "flex.signature") == "s")
        #expect(codec.message.fields.text(named: "x-hop") == nil)
        #expect(codec.message.fields.contains(.host) == false)
    }

    @Test func requestsWithoutContentEndWithTheirHead() {
        #expect(events(of: codec(receiving: Self.get)) == [.requestHead(ended: true, expectsContinue: false)])
        let zero = codec(receiving: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        #expect(events(of: zero) == [.requestHead(ended: true, expectsContinue: false)])
        #expect(zero.message.declaredLength == 0)
    }

    @Test func optionsWithoutAPathMeanTheServer() {
        let codec = codec(receiving: "OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(codec.message.fields.text(of: .path) == "*")
    }

    @Test func trailersAreInTheMessage() {
        let codec = codec(
            receiving:
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")
        #expect(events(of: codec) == [.requestHead(ended: false, expectsContinue: false), .body(count: 3), .ended])
        #expect(codec.message.trailers.lines == ["x-sum: 1"])
        #expect(codec.message.declaredLength == nil)
    }

    @Test func contentBeforeAViolationIsReported() {
        let codec = codec(receiving: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX")
        #expect(
            events(of: codec) == [
                .requestHead(ended: false, expectsContinue: false), .body(count: 3), .violation(.chunkMalformed),
            ])
        #expect(!codec.message.isEnded)
        codec.receive(Self.get.utf8.span)
        #expect(events(of: codec) == [])
    }

    @Test func readingStopsAboveTheHighWaterMark() {
        var limits = HTTP1Limits()
        limits.highWaterBytes = 4
        let codec = codec(receiving: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc", limits: limits)
        #expect(codec.wantsRead)
        codec.receive("de".utf8.span)
        #expect(!codec.wantsRead)
        codec.receive("fghi".utf8.span)
        #expect(events(of: codec) == [.requestHead(ended: false, expectsContinue: false), .body(count: 5)])
        codec.message.body.consume(1)
        #expect(codec.wantsRead)
        codec.bodyTaken()
        #expect(events(of: codec) == [.body(count: 4), .ended])
        #expect(codec.message.body.takeText() == "bcdefghi")
    }

    @Test func aHeldBodyMayGrowToItsLimit() {
        var limits = HTTP1Limits()
        limits.highWaterBytes = 2
        let codec = codec(
            receiving: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", limits: limits)
        codec.receive("3\r\ndef\r\n".utf8.span)
        #expect(!codec.wantsRead)
        #expect(codec.message.body.count == 3)
        codec.highWaterBytes = 6
        #expect(codec.message.body.count == 6)
        // The end is still wanted when exactly as much is held as may be.
        #expect(codec.wantsRead)
        codec.receive("0\r\n\r\n".utf8.span)
        #expect(codec.message.isEnded)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        _ = output(of: codec)
        #expect(codec.finishExchange() == .nextRequest)
        #expect(codec.highWaterBytes == 2)
    }

    @Test func idleMeansNothingHasBegun() {
        let codec = HTTP1ServerCodec(limits: HTTP1Limits())
        #expect(codec.isIdle)
        codec.receive("\r\n".utf8.span)
        #expect(codec.isIdle)
        codec.receive("G".utf8.span)
        #expect(!codec.isIdle)
    }

    // MARK: Limits

    @Test func limitsAreExact() {
        var limits = HTTP1Limits()
        limits.targetBytes = 8
        limits.fieldCount = 2
        limits.nameBytes = 6
        limits.headBytes = 60
        limits.trailerBytes = 16
        func outcome(_ text: String) -> [[String]] {
            let bytes = Array(text.utf8)
            return [1, 7, bytes.count].map { size in
                HTTP1Transcript.play(bytes, limits: limits) { size }.outcome
            }
        }
        func expect(_ text: String, _ word: String) {
            #expect(outcome(text) == [[word], [word], [word]], "\(text)")
        }
        expect("GET /2345678 HTTP/1.1\r\nHost: a\r\n\r\n", "accepted")
        expect("GET /23456789 HTTP/1.1\r\nHost: a\r\n\r\n", "target_too_long")
        expect("GET / HTTP/1.1\r\nHost: a\r\nx: y\r\n\r\n", "accepted")
        expect("GET / HTTP/1.1\r\nHost: a\r\nx: y\r\nz: y\r\n\r\n", "fields_too_large")
        expect("GET / HTTP/1.1\r\nHost: a\r\nabcdef: y\r\n\r\n", "accepted")
        expect("GET / HTTP/1.1\r\nHost: a\r\nabcdefg: y\r\n\r\n", "fields_too_large")
        expect("GET / HTTP/1.1\r\nHost: a\r\nx: \(String(repeating: "y", count: 28))\r\n\r\n", "accepted")
        expect("GET / HTTP/1.1\r\nHost: a\r\nx: \(String(repeating: "y", count: 29))\r\n\r\n", "fields_too_large")
        limits.headBytes = 100
        let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        limits.nameBytes = 20
        expect("\(chunked)abcdef: 8901\r\n\r\n", "accepted")
        expect("\(chunked)abcdef: 89012\r\n\r\n", "fields_too_large")
    }

    // MARK: Exchanges

    @Test func pipelinedRequestsWait() {
        let codec = codec(receiving: Self.get + "HEAD /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(events(of: codec).count == 1)
        #expect(!codec.wantsRead)
        #expect(codec.message.fields.text(of: .path) == "/")
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        #expect(output(of: codec) == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        #expect(codec.finishExchange() == .nextRequest)
        #expect(events(of: codec) == [.requestHead(ended: true, expectsContinue: false)])
        #expect(codec.message.method == .head)
        #expect(codec.wantsRead)
    }

    @Test func aMessageInUseIsNotReused() {
        let codec = codec(receiving: Self.get)
        let held = codec.message
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        _ = output(of: codec)
        #expect(codec.finishExchange() == .nextRequest)
        #expect(codec.message !== held)
        #expect(held.fields.text(of: .path) == "/")
    }

    @Test func violationsAreAnsweredAndEndTheConnection() {
        let codec = codec(receiving: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        #expect(events(of: codec) == [.violation(.hostAmbiguous)])
        #expect(!codec.wantsRead)
        codec.submitResponse(status: 400, fields: FieldBlock(), body: nil)
        #expect(output(of: codec) == "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        #expect(codec.finishExchange() == .drain(byteCount: 65_536))
        #expect(codec.wantsRead)
        codec.receive([UInt8](repeating: 0, count: 65_535).span)
        #expect(codec.wantsRead)
        codec.receive([0].span)
        #expect(!codec.wantsRead)
        #expect(events(of: codec) == [])
    }

    @Test func earlyRepliesEndTheConnection() {
        let codec = codec(receiving: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
        codec.submitResponse(status: 401, fields: FieldBlock(), body: nil)
        #expect(output(of: codec).contains("connection: close\r\n") == true)
        #expect(codec.isResponseComplete)
        #expect(codec.finishExchange() == .drain(byteCount: 65_536))
    }

    @Test func theLastExchangeSaysSo() {
        let codec = codec(receiving: Self.get + Self.get)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        codec.closeAfterResponse()
        #expect(output(of: codec) == "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        #expect(codec.finishExchange() == .close)
        #expect(!codec.wantsRead)
    }

    @Test func abortedResponsesAreNotFinished() {
        let codec = codec(receiving: Self.get)
        let body = MessageBuffer()
        body.appendBody("abc".utf8.span)
        codec.submitResponse(status: 200, fields: FieldBlock(), body: body)
        #expect(output(of: codec).hasSuffix("3\r\nabc\r\n"))
        codec.abort()
        body.isEnded = true
        #expect(output(of: codec) == "")
        #expect(!codec.isResponseComplete)
        #expect(codec.isAborted)
        #expect(codec.finishExchange() == .close)
    }
}
