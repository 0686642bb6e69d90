import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import GatehouseTransport
import Testing

@testable import GatehouseProxy

/// Open exchanges finish, idle connections go, and all of it ends in time.
@Suite(.serialized) struct DrainTests {
    private let waiting: TestConnector.Behaviour = { event, connection in
        if let event, event.kind == .requestHead { connection.firstStream = event.stream }
    }

    private func answer(_ bench: Bench, byteCount: Int) {
        bench.connector.run { connections in
            for connection in connections {
                guard let stream = connection.firstStream else { continue }
                connection.respond(stream, body: [UInt8](repeating: 65, count: byteCount))
            }
        }
    }

    @Test func anOpenHTTP1ExchangeIsFinished() throws {
        let bench = try Bench(waiting)
        let client = try TestClient(http1: bench.port)
        client.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n")
        #expect(client.run { bench.connector.received.count == 1 })
        bench.drain()
        #expect(!client.run(seconds: 0.1) { client.end != nil })
        answer(bench, byteCount: 100_000)
        #expect(client.run { client.end != nil })
        #expect(client.text.contains("\r\nconnection: close\r\n"))
        #expect(client.text.hasSuffix("\r\n0\r\n\r\n"))
        #expect(client.received.count { $0 == 65 } >= 100_000)
        #expect(client.end == .ended(clean: true))
        bench.join()
    }

    @Test func anOpenHTTP2ExchangeIsFinished() throws {
        let bench = try Bench(waiting)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { bench.connector.received.count == 1 })
        bench.drain()
        #expect(client.run { client.events.contains { $0.kind == .goAwayReceived } })
        answer(bench, byteCount: 100_000)
        #expect(client.run { client.isComplete(stream) && client.end != nil })
        #expect(client.body(of: stream).count == 100_000)
        bench.join()
    }

    /// Refused at once: a connection that the system takes and nobody serves would hang.
    @Test func newConnectionsAreRefusedWhileAnExchangeIsOpen() throws {
        let bench = try Bench(waiting)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { bench.connector.received.count == 1 })
        bench.drain()
        #expect(client.run { client.events.contains { $0.kind == .goAwayReceived } })
        let start = Clock.monotonicNanoseconds()
        #expect(throws: (any Error).self) { _ = try TestClient(http1: bench.port) }
        #expect(Clock.monotonicNanoseconds() - start < 2_000_000_000, "it was taken, and waited for an answer")
        answer(bench, byteCount: 10)
        #expect(client.run { client.isComplete(stream) && client.end != nil })
        bench.join()
    }

    @Test func idleConnectionsAreClosed() throws {
        let bench = try Bench(TestConnector.echo)
        let first = try TestClient(http1: bench.port)
        first.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n")
        #expect(first.run { first.text.hasSuffix("0\r\n\r\n") || first.text.contains("content-length: 0") })
        let second = try TestClient(http2: bench.port)
        let stream = try second.request("/open/a")
        #expect(second.run { second.isComplete(stream) })
        bench.drain()
        #expect(first.run { first.end == .ended(clean: true) })
        #expect(second.run { second.end == .ended(clean: true) })
        bench.join()
    }

    @Test func anExchangeThatDoesNotEndIsGivenUpInTime() throws {
        var limits = Bench.limits
        limits.drainMilliseconds = 300
        let bench = try Bench(limits: limits, waiting)
        let client = try TestClient(http2: bench.port)
        _ = try client.request("/open/a")
        #expect(client.run { bench.connector.received.count == 1 })
        bench.drain()
        bench.join()
        #expect(client.run { client.end != nil })
        let records = try bench.accessRecords()
        #expect(records.count == 1)
        #expect(records.first?.contains("draining") == true)
    }
}
