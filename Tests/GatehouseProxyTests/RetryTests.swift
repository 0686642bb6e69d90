import GatehouseHTTP
import GatehouseHTTP2
import GatehouseSignatures
import Testing

@testable import GatehouseProxy

/// Requests that the connector has not processed are sent once more, with all of their content.
@Suite(.serialized) struct RetryTests {
    /// Refuses the first `count` requests when all of their content is there.
    private func refusing(_ count: Int) -> TestConnector.Behaviour {
        { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            if event.stream.number <= UInt32(2 * count - 1) {
                connection.session.reset(event.stream, code: .refusedStream)
            } else {
                TestConnector.echo(event, connection)
            }
        }
    }

    private let content = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

    @Test func aRefusedRequestIsSentAgain() throws {
        let bench = try Bench(refusing(1))
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a", method: "POST", body: MessageBuffer(content))
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 200)
        let isWhole = client.body(of: stream) == content
        #expect(isWhole)
        let areWhole = bench.connector.received.map(\.body) == [content, content]
        #expect(areWhole)
        #expect(try bench.accessRecords().count == 1)
    }

    @Test func aRefusedSignedRequestIsSentAgain() throws {
        let bench = try Bench(refusing(1))
        let body = Array("{\"id\":\"\(String(repeating: "x", count: 100_000))\"}".utf8)
        let values = try FluentSigner.sign(body: body.span, key: Bench.signingKey)
        let client = try TestClient(http1: bench.port)
        client.send(
            """
            POST /webhook HTTP/1.1\r\nhost: gateway.test\r\ncontent-length: \(body.count)\r\n\
            fluent-signature: \(values.signature)\r\nflex.signature: \(values.legacySignature)\r\n\r\n
            """ + String(decoding: body, as: UTF8.self))
        #expect(client.run { client.received.count > body.count })
        #expect(client.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let areWhole = bench.connector.received.map(\.body) == [body, body]
        #expect(areWhole)
    }

    @Test func aRequestIsNotSentThreeTimes() throws {
        let bench = try Bench(refusing(2))
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a", method: "POST", body: MessageBuffer(content))
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 502)
        #expect(bench.connector.received.count == 2)
        #expect(try bench.accessRecords().first?.contains("upstream_refused") == true)
    }

    @Test func whatIsNotKeptIsNotSentAgain() throws {
        let bench = try Bench(refusing(1))
        let client = try TestClient(http2: bench.port)
        let large = [UInt8](repeating: 1, count: 500_000)
        let stream = try client.request("/open/a", method: "POST", body: MessageBuffer(large))
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 502)
        #expect(bench.connector.received.count == 1)
    }

    @Test func requestsBehindAGoAwayMoveToAnotherConnection() throws {
        // GOAWAY, last stream 1: the second request of the first connection was not processed.
        let goAway: [UInt8] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]
        let bench = try Bench { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            guard connection.number == 0 else { return TestConnector.echo(event, connection) }
            if event.stream.number == 3 {
                connection.sendRaw(goAway)
                if let first = connection.firstStream { connection.respond(first, body: [1]) }
            } else {
                connection.firstStream = event.stream
            }
        }
        let client = try TestClient(http2: bench.port)
        let first = try client.request("/open/first", method: "POST", body: MessageBuffer(content))
        #expect(client.run { bench.connector.received.count == 1 })
        let second = try client.request("/open/second", method: "POST", body: MessageBuffer(content))
        #expect(client.run { client.isComplete(first) && client.isComplete(second) })
        #expect(client.status(of: first) == 200)
        #expect(client.body(of: first) == [1])
        #expect(client.status(of: second) == 200)
        let isWhole = client.body(of: second) == content
        #expect(isWhole)
        #expect(bench.connector.received.map(\.connection) == [0, 0, 1])
    }

    /// A connector that refuses everything gets little more than what clients send.
    @Test func retriesHaveABudget() throws {
        let bench = try Bench(refusing(10_000))
        let client = try TestClient(http2: bench.port)
        let streams = try (0..<90).map { try client.request("/open/\($0)") }
        #expect(client.run { streams.allSatisfy { client.isComplete($0) } })
        #expect(streams.allSatisfy { client.status(of: $0) == 502 })
        // 90, a fifth of them, 10 to begin with, and 3 in each second.
        #expect((110...130).contains(bench.connector.received.count), "\(bench.connector.received.count)")
    }
}
