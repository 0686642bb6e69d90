import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import Testing

@testable import GatehouseProxy

/// Requests that wait for a connection to the connector.
@Suite(.serialized) struct PoolTests {
    /// Holds the first request; the connector takes one at a time.
    private let holding: TestConnector.Behaviour = { event, connection in
        guard let event, TestConnector.isComplete(event) else { return }
        if connection.firstStream == nil {
            connection.firstStream = event.stream
        } else {
            TestConnector.echo(event, connection)
        }
    }

    private func bench(maximumWaiting: Int = 100, connectMilliseconds: UInt32 = 3_000) throws -> Bench {
        var settings = HTTP2Settings()
        settings.maximumConcurrentStreams = 1
        var deadlines = Bench.deadlines
        deadlines.connectMilliseconds = connectMilliseconds
        return try Bench(
            deadlines: deadlines, maximumConnections: 1, maximumWaiting: maximumWaiting, connectorSettings: settings,
            holding)
    }

    /// The first request is with the connector, so that the connector's limit is known.
    private func occupied(_ bench: Bench) throws -> (TestClient, StreamID) {
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/first", method: "POST", body: MessageBuffer([1]))
        #expect(client.run { bench.connector.received.count == 1 })
        // The connector's settings were written before it could read the request.
        #expect(!client.run(seconds: 0.05) { client.isComplete(stream) })
        return (client, stream)
    }

    private func release(_ bench: Bench) {
        bench.connector.run { connections in
            for connection in connections {
                if let stream = connection.firstStream { connection.respond(stream) }
            }
        }
    }

    @Test func whoWaitsIsServedInTurn() throws {
        let bench = try bench()
        let (client, first) = try occupied(bench)
        let streams = try (0..<5).map { try client.request("/open/\($0)") }
        #expect(!client.run(seconds: 0.1) { streams.contains { client.isComplete($0) } })
        release(bench)
        #expect(client.run { streams.allSatisfy { client.isComplete($0) } && client.isComplete(first) })
        #expect(bench.connector.received.map(\.path) == ["/open/first"] + (0..<5).map { "/open/\($0)" })
        #expect(bench.connector.acceptedCount == 1)
    }

    @Test func whoWaitsTooLongIsTold() throws {
        let bench = try bench(connectMilliseconds: 200)
        let (client, _) = try occupied(bench)
        let stream = try client.request("/open/second")
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 504)
        #expect(try bench.accessRecords().contains { $0.contains("upstream_connect_timeout") })
    }

    @Test func aFullLineIsOverloadedAndThoseWhoLeftDoNotFillIt() throws {
        let bench = try bench(maximumWaiting: 2)
        let (client, first) = try occupied(bench)
        let leaving = try (0..<2).map { _ in try client.request("/open/leaving") }
        let refused = try client.request("/open/refused")
        #expect(client.run { client.isComplete(refused) })
        #expect(client.status(of: refused) == 503)
        for stream in leaving { client.session?.reset(stream, code: .cancel) }
        client.flush()
        #expect(!client.run(seconds: 0.15) { client.isComplete(first) })
        let waiting = try client.request("/open/waiting")
        #expect(!client.run(seconds: 0.05) { client.isComplete(waiting) })
        release(bench)
        #expect(client.run { client.isComplete(waiting) })
        #expect(client.status(of: waiting) == 200)
        #expect(bench.connector.received.map(\.path) == ["/open/first", "/open/waiting"])
        #expect(try bench.accessRecords().count == 5)
    }

    @Test func aConnectionThatFailsWhileManyWaitFailsThemAll() throws {
        let bench = try bench()
        let (client, first) = try occupied(bench)
        let streams = try (0..<20).map { try client.request("/open/\($0)") }
        #expect(!client.run(seconds: 0.05) { client.isComplete(first) })
        bench.connector.run { connections in for connection in connections { connection.close() } }
        // The next connection holds its first request, as the one before did, and serves nobody else.
        #expect(client.run { bench.connector.acceptedCount == 2 && client.isComplete(first) })
        #expect(client.status(of: first) == 502)
        #expect(client.run(seconds: 10) { streams.allSatisfy { client.isComplete($0) } })
        #expect(try bench.accessRecords().count == 21)
    }
}
