import Foundation
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import Testing

@testable import GatehouseProxy

/// What has to come out the same over both protocols.
@Suite(.serialized) struct ProtocolTests {
    /// Answers by the last segment of the path: `204`, `304`, `head`, `interim`, `trailers`, or with the content.
    private let connector: TestConnector.Behaviour = { event, connection in
        guard let event, TestConnector.isComplete(event) else { return }
        switch connection.text(of: event.stream, .path) {
        case "/open/204": connection.respond(event.stream, status: "204")
        case "/open/304": connection.respond(event.stream, status: "304", more: [("etag", "\"x\"")])
        case "/open/head": connection.respond(event.stream, more: [("content-length", "5")])
        case "/open/interim":
            var hints = FieldBlock()
            hints.append(.status, value: "103")
            hints.append(name: "link", value: "</style.css>")
            connection.session.submitInterim(event.stream, hints)
            connection.respond(event.stream, body: [65])
        case "/open/trailers":
            let message = MessageBuffer([65])
            message.trailers.append(name: "checksum", value: "41")
            var head = FieldBlock()
            head.append(.status, value: "200")
            connection.session.submitResponse(event.stream, head, body: message)
        default: TestConnector.echo(event, connection)
        }
    }

    private func exchange(_ client: TestClient, _ request: String, until end: String) -> String {
        let before = client.received.count
        client.send(request)
        var answer: String { String(decoding: client.received.dropFirst(before), as: UTF8.self) }
        #expect(client.run { answer.hasSuffix(end) }, "\(client.text.prefix(500))")
        return answer
    }

    private func head(_ method: String, _ path: String, _ more: String = "") -> String {
        "\(method) \(path) HTTP/1.1\r\nhost: gateway.test\r\n\(more)\r\n"
    }

    @Test func responsesWithoutContentOnHTTP1() throws {
        let bench = try Bench(connector)
        let client = try TestClient(http1: bench.port)
        let noContent = exchange(client, head("GET", "/open/204"), until: "\r\n\r\n")
        #expect(noContent.hasPrefix("HTTP/1.1 204 No Content\r\n"))
        #expect(!noContent.contains("content-length") && !noContent.contains("transfer-encoding"))
        #expect(
            exchange(client, head("GET", "/open/304"), until: "\r\n\r\n").hasPrefix("HTTP/1.1 304 Not Modified\r\n"))
        #expect(exchange(client, head("HEAD", "/open/head"), until: "\r\n\r\n").contains("content-length: 5\r\n"))
        // The connection is still in step.
        #expect(exchange(client, head("GET", "/open/x"), until: "\r\n0\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(bench.connector.resets.isEmpty)
        #expect(try bench.accessRecords().count == 4)
    }

    @Test func responsesWithoutContentOnHTTP2() throws {
        let bench = try Bench(connector)
        let client = try TestClient(http2: bench.port)
        for (method, path, status) in [
            ("GET", "/open/204", 204), ("GET", "/open/304", 304), ("HEAD", "/open/head", 200),
        ] {
            let stream = try client.request(path, method: method)
            #expect(client.run { client.closeCode(of: stream) != nil })
            #expect(client.status(of: stream) == UInt16(status))
            #expect(client.closeCode(of: stream) == .noError)
            #expect(client.body(of: stream).isEmpty)
        }
    }

    @Test func interimResponsesAndTrailersPass() throws {
        let bench = try Bench(connector)
        let old = try TestClient(http1: bench.port)
        let interim = exchange(old, head("GET", "/open/interim"), until: "\r\n0\r\n\r\n")
        #expect(interim.hasPrefix("HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\nHTTP/1.1 200 OK\r\n"))
        let trailers = exchange(
            old, head("GET", "/open/trailers"), until: "\r\n\r\n1\r\nA\r\n0\r\nchecksum: 41\r\n\r\n")
        #expect(trailers.contains("transfer-encoding: chunked"))
        let new = try TestClient(http2: bench.port)
        let first = try new.request("/open/interim")
        let second = try new.request("/open/trailers")
        #expect(new.run { new.isComplete(first) && new.isComplete(second) })
        #expect(new.events.contains { $0.kind == .interimHead && $0.status == 103 })
        #expect(new.session?.message(of: second)?.trailers.text(named: "checksum") == "41")
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let bench = try Bench(connector)
        let client = try TestClient(http1: bench.port)
        let requests = (0..<50).map { head("POST", "/open/a", "content-length: 2\r\n") + "\($0 + 10)" }.joined()
        client.send(requests)
        #expect(client.run { client.text.components(separatedBy: "\r\n0\r\n\r\n").count == 51 })
        let contents = client.text.components(separatedBy: "\r\n0\r\n\r\n").dropLast().map { $0.suffix(2) }
        #expect(contents.map { Int($0) } == (10..<60).map { $0 })
        #expect(try bench.accessRecords().count == 50)
    }

    @Test func aWaitingClientIsInvited() throws {
        let bench = try Bench(connector)
        let client = try TestClient(http1: bench.port)
        let expectation = "expect: 100-continue\r\ncontent-length: 3\r\n"
        let invitation = exchange(client, head("POST", "/open/a", expectation), until: "\r\n\r\n")
        #expect(invitation == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(exchange(client, "abc", until: "\r\n0\r\n\r\n").contains("\r\n3\r\nabc\r\n"))
        let refused = exchange(client, head("POST", "/nowhere", expectation), until: "}\n")
        #expect(refused.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    }

    @Test func anUploadIsCarriedWholeInBothDirections() throws {
        let bench = try Bench(connector)
        let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a", method: "POST", body: MessageBuffer(content))
        #expect(
            client.run {
                client.allowMore(stream)
                return client.isComplete(stream)
            })
        let isWhole = client.body(of: stream) == content
        #expect(isWhole)
        let old = try TestClient(http1: bench.port)
        old.send(head("POST", "/open/a", "content-length: \(content.count)\r\n"))
        old.send(content)
        #expect(old.run { old.received.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8) })
        let isReceived = bench.connector.received.map(\.body) == [content, content]
        #expect(isReceived)
    }

    @Test func anEarlyResponseEndsTheUpload() throws {
        let bench = try Bench { event, connection in
            if let event, event.kind == .requestHead { connection.respond(event.stream, status: "403", body: [65]) }
        }
        let client = try TestClient(http2: bench.port)
        let body = MessageBuffer([UInt8](repeating: 1, count: 100_000), isEnded: false)
        let stream = try client.request("/open/a", method: "POST", body: body)
        #expect(client.run { client.closeCode(of: stream) != nil })
        #expect(client.status(of: stream) == 403)
        #expect(client.isComplete(stream))
        #expect(client.closeCode(of: stream) == .noError)
        let old = try TestClient(http1: bench.port)
        old.send(head("POST", "/open/a", "content-length: 100000\r\n") + "abc")
        #expect(old.run { old.end != nil })
        #expect(old.text.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(try bench.accessRecords().count == 2)
    }
}
