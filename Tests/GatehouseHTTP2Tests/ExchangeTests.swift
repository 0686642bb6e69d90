import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// Whole exchanges between two of our sessions.
struct ExchangeTests {
    private let pair = SessionPair()

    @Test func requestWithoutContent() throws {
        let stream = try pair.request(owner: 9, more: [("flex.signature", "abc"), ("Cookie", "a=b")])
        pair.pump()
        let event = try #require(pair.serverEvents.first)
        #expect(event.kind == .requestHead && event.endsStream)
        let message = try #require(pair.server.message(of: event.stream))
        #expect(message.method == .get && message.version == .http2 && message.isEnded)
        #expect(message.fields.text(of: .path) == "/")
        #expect(message.fields.text(of: .authority) == "gate.example")
        #expect(message.fields.text(named: "flex.signature") == "abc")
        pair.respond(event.stream, status: "404")
        pair.pump()
        let response = try #require(pair.clientEvents.first(.responseHead))
        #expect(response.status == 404 && response.endsStream && response.owner == 9)
        #expect(pair.clientEvents.kinds(of: stream) == [.bodySent, .responseHead, .streamClosed])
        #expect(pair.serverEvents.kinds(of: stream) == [.requestHead, .bodySent, .streamClosed])
    }

    @Test func contentBothWays() throws {
        pair.onServer = { [unowned pair] event in
            if event.kind == .ended { pair.respond(event.stream, body: MessageBuffer("pong")) }
        }
        let stream = try pair.request(body: MessageBuffer("ping"), more: [("content-length", "4")])
        pair.pump()
        let request = try #require(pair.server.message(of: pair.serverEvents[0].stream))
        #expect(request.declaredLength == 4 && request.contentText == "ping" && request.receivedByteCount == 4)
        let response = try #require(pair.client.message(of: stream))
        #expect(response.status == 200 && response.isEnded && response.contentText == "pong")
        #expect(
            pair.serverEvents.kinds(of: stream) == [.requestHead, .body, .ended, .bodyTaken, .bodySent, .streamClosed])
    }

    @Test func contentThatArrivesInPieces() throws {
        let body = MessageBuffer("one ", isEnded: false)
        let stream = try pair.request(body: body)
        pair.pump()
        let received = try #require(pair.server.message(of: pair.serverEvents[0].stream))
        #expect(received.contentText == "one " && !received.isEnded && body.contentText.isEmpty)
        body.appendBody("two".utf8.span)
        pair.client.resumeBody(of: stream)
        pair.pump()
        #expect(received.contentText == "one two" && !received.isEnded)
        body.isEnded = true
        pair.client.resumeBody(of: stream)
        pair.pump()
        #expect(received.isEnded)
        #expect(pair.clientEvents.last?.kind == .bodySent)
    }

    @Test(arguments: ["", "content"])
    func trailersBothWays(_ content: String) throws {
        let request = MessageBuffer(content)
        request.trailers.append(name: "x-request-checksum", value: "1")
        pair.onServer = { [unowned pair] event in
            guard event.kind == .ended else { return }
            let response = MessageBuffer(content)
            response.trailers.append(name: "x-response-checksum", value: "2")
            pair.respond(event.stream, body: response)
        }
        let stream = try pair.request(body: request)
        pair.pump()
        let received = try #require(pair.server.message(of: pair.serverEvents[0].stream))
        #expect(received.trailers.text(named: "x-request-checksum") == "1" && received.contentText == content)
        let answer = try #require(pair.client.message(of: stream))
        #expect(answer.trailers.text(named: "x-response-checksum") == "2" && answer.isEnded)
        #expect(answer.contentText == content)
    }

    @Test func interimResponsesKeepTheirFields() throws {
        _ = try pair.request()
        pair.pump()
        let stream = pair.serverEvents[0].stream
        pair.server.submitInterim(stream, FieldBlock([(":status", "100")]))
        pair.server.submitInterim(stream, FieldBlock([(":status", "103"), ("link", "</a.css>")]))
        pair.respond(stream)
        var links: [String?] = []
        pair.onClient = { [unowned pair] event in
            if event.kind == .interimHead { links.append(pair.client.interimHead?.fields.text(named: "link")) }
        }
        pair.pump()
        #expect(pair.clientEvents.map(\.status).filter { $0 > 0 } == [100, 103, 200])
        #expect(links == [nil, "</a.css>"])
        let final = try #require(pair.client.message(of: pair.clientEvents[0].stream))
        #expect(final.fields.count == 1)
    }

    @Test func tooManyInterimResponsesEndTheStream() throws {
        _ = try pair.request()
        pair.pump()
        for _ in 0..<17 { pair.server.submitInterim(pair.serverEvents[0].stream, FieldBlock([(":status", "102")])) }
        pair.pump()
        #expect(pair.clientEvents.last { $0.kind == .violation }?.reason == .upstreamResponseMalformed)
        #expect(pair.clientEvents.last?.kind == .streamClosed)
    }

    @Test func responseToHeadKeepsItsLength() throws {
        let stream = try pair.client.submitRequest(
            FieldBlock([(":method", "HEAD")] + HPACKLiteral.get.dropFirst()), body: nil, owner: 0)
        pair.pump()
        pair.server.submitResponse(
            pair.serverEvents[0].stream, FieldBlock([(":status", "200"), ("content-length", "10")]), body: nil)
        pair.pump()
        #expect(pair.client.message(of: stream)?.declaredLength == 10)
        #expect(pair.clientEvents.last?.code == .noError)
    }

    // MARK: Resets

    @Test(arguments: [HTTP2ErrorCode.cancel, .noError, .http11Required, HTTP2ErrorCode(rawValue: 0xabcd)])
    func resetsCarryTheirCode(_ code: HTTP2ErrorCode) throws {
        let first = try pair.request(body: MessageBuffer("half", isEnded: false))
        let second = try pair.request()
        pair.pump()
        pair.client.reset(first, code: code)
        let answered = try #require(pair.serverEvents.first { $0.stream.number == second.number })
        pair.server.reset(answered.stream, code: code)
        pair.pump()
        #expect(pair.serverEvents.last { $0.stream.number == first.number }?.code == code)
        #expect(pair.clientEvents.last { $0.stream.number == second.number }?.code == code)
        // An upload that was broken off must never look complete (finding F16).
        #expect(pair.server.message(of: pair.serverEvents[0].stream)?.isEnded == false)
        #expect(!pair.serverEvents.contains { $0.kind == .ended })
    }

    @Test func earlyResponseThenResetIsComplete() throws {
        let stream = try pair.request(body: MessageBuffer("half", isEnded: false))
        pair.onServer = { [unowned pair] event in
            if event.kind == .requestHead { pair.respond(event.stream, status: "401", body: MessageBuffer("denied")) }
            if event.kind == .bodySent { pair.server.reset(event.stream, code: .noError) }
        }
        pair.pump()
        #expect(pair.client.message(of: stream)?.isEnded == true)
        #expect(pair.client.message(of: stream)?.contentText == "denied")
        #expect(pair.clientEvents.last?.kind == .streamClosed && pair.clientEvents.last?.code == .noError)
    }

    @Test func callsForClosedStreamsDoNothing() throws {
        let stream = try pair.request()
        pair.pump()
        pair.client.reset(stream, code: .cancel)
        pair.pump()
        let server = pair.serverEvents[0].stream
        pair.respond(server, body: MessageBuffer("late"))
        pair.server.submitInterim(server, FieldBlock([(":status", "100")]))
        pair.server.resumeBody(of: server)
        pair.server.bodyConsumed(10, of: server)
        pair.server.reset(server, code: .cancel)
        #expect(!pair.server.wantsWrite)
        #expect(pair.server.message(of: server) != nil)
        pair.server.release(server)
        #expect(pair.server.message(of: server) == nil)
        pair.server.release(server)
    }

    @Test func recordsAndBuffersAreReused() throws {
        let first = try pair.request()
        pair.pump()
        pair.onServer = { [unowned pair] event in if event.kind == .requestHead { pair.respond(event.stream) } }
        pair.respond(pair.serverEvents[0].stream)
        pair.pump()
        let buffer = try #require(pair.client.message(of: first))
        pair.client.release(first)
        let second = try pair.request()
        #expect(pair.client.message(of: second) === buffer)
        #expect(pair.client.message(of: first) == nil)
        #expect(second != first)
        pair.client.setOwner(3, of: first)
        pair.pump()
        #expect(pair.clientEvents.last?.owner == 0)
    }

    @Test func releasedStreamTellsNothingMore() throws {
        let stream = try pair.request()
        pair.client.release(stream)
        pair.pump()
        pair.respond(pair.serverEvents[0].stream, body: MessageBuffer("unwanted"))
        pair.pump()
        #expect(pair.clientEvents.isEmpty)
        #expect(pair.client.message(of: stream) == nil)
        #expect(pair.client.activeStreamCount == 0)
    }

    @Test func oversizedResponseHeadResetsItsStream() throws {
        _ = try pair.request()
        pair.pump()
        let fields = [(":status", "200"), ("x-long", String(repeating: "x", count: 70_000))]
        pair.server.submitResponse(pair.serverEvents[0].stream, FieldBlock(fields), body: nil)
        pair.pump()
        #expect(pair.clientEvents.last?.kind == .streamClosed && pair.clientEvents.last?.code == .internalError)
    }
}
