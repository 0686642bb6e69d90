import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTLS
import Testing

@testable import GatehouseProxy

/// Connectors that break off, close, hang or do not answer.
@Suite(.serialized) struct UpstreamFailureTests {
    /// Declares 2000 bytes, sends 1000, and closes its connection.
    private let breakingOff: TestConnector.Behaviour = { event, connection in
        guard let event else { return }
        if TestConnector.isComplete(event) {
            let half = [UInt8](repeating: 7, count: 1_000)
            connection.respond(event.stream, body: half, isEnded: false, more: [("content-length", "2000")])
        }
        if event.kind == .bodyTaken { connection.close() }
    }

    @Test func aResponseThatBreaksOffDoesNotLookCompleteOnHTTP2() throws {
        let bench = try Bench(breakingOff)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { client.closeCode(of: stream) != nil })
        #expect(client.closeCode(of: stream) == .internalError)
        #expect(!client.isComplete(stream))
        let records = try bench.accessRecords()
        #expect(records.count == 1)
        #expect(records.first?.contains("upstream_closed") == true)
    }

    @Test func aResponseThatBreaksOffDoesNotLookCompleteOnHTTP1() throws {
        let bench = try Bench(breakingOff)
        let client = try TestClient(http1: bench.port)
        client.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n")
        #expect(client.run { client.end != nil })
        #expect(client.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(client.received.count < 2_000)
        if case .ended(clean: true) = client.end { Issue.record("the connection was closed as if all were well") }
        #expect(try bench.accessRecords().count == 1)
    }

    /// The gateway's buffer outlives the connector's connection: no other exchange writes into it.
    @Test func aCompleteResponseOutlivesItsConnection() throws {
        let bench = try Bench { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            guard connection.number == 0 else { return TestConnector.echo(event, connection) }
            connection.respond(event.stream, body: [UInt8](repeating: 1, count: 200_000))
        }
        var settings = HTTP2Settings()
        settings.initialWindowBytes = 16_384
        let slow = try TestClient(http2: bench.port, settings: settings)
        let stream = try slow.request("/open/slow")
        #expect(slow.run { bench.connector.takenByteCount == 200_000 && slow.body(of: stream).count == 16_384 })
        bench.connector.run { connections in for connection in connections { connection.close() } }
        let others = try TestClient(http2: bench.port)
        for _ in 0..<20 {
            let other = MessageBuffer([UInt8](repeating: 2, count: 30_000))
            let next = try others.request("/open/other", method: "POST", body: other)
            #expect(others.run { others.isComplete(next) })
        }
        #expect(
            slow.run {
                slow.allowMore(stream)
                return slow.isComplete(stream)
            })
        let isWhole = slow.body(of: stream) == [UInt8](repeating: 1, count: 200_000)
        #expect(isWhole)
    }

    @Test func aConnectorThatDoesNotAnswerIsTimedOut() throws {
        var deadlines = Bench.deadlines
        deadlines.responseHeadMilliseconds = 200
        let bench = try Bench(deadlines: deadlines, firstBackoffMilliseconds: 1) { event, connection in
            if event == nil { connection.isStalled = true }
        }
        for round in 1...2 {
            let client = try TestClient(http2: bench.port)
            let stream = try client.request("/open/a")
            #expect(client.run(seconds: 2) { client.isComplete(stream) })
            #expect(client.status(of: stream) == 504)
            // A connection that has been silent since before the request is not used for the next one.
            #expect(bench.connector.acceptedCount == round)
        }
        #expect(try bench.accessRecords().allSatisfy { $0.contains("upstream_response_timeout") })
    }

    @Test func aConnectorThatClosesAtOnceIsNotTriedWithoutAPause() throws {
        let bench = try Bench { event, connection in if event == nil { connection.close() } }
        let client = try TestClient(http2: bench.port)
        for _ in 0..<20 {
            let stream = try client.request("/open/a")
            #expect(client.run { client.isComplete(stream) })
            #expect([502, 503].contains(client.status(of: stream)))
        }
        #expect(bench.connector.acceptedCount <= 2)
        #expect(try bench.accessRecords().count == 20)
    }

    @Test func aConnectorThatSpeaksSomethingElseIsABadGateway() throws {
        let bench = try Bench { event, connection in
            if event == nil { connection.sendRaw(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
        }
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 502)
    }
}
