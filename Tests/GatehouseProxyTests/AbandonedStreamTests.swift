import GatehouseHTTP
import GatehouseHTTP2
import Testing

@testable import GatehouseProxy

/// Clients that go away do not make the gateway reset what they share with others.
@Suite(.serialized) struct AbandonedStreamTests {
    /// Keeps every request for `/open/held` until the test lets the last one be answered.
    private static let holding: TestConnector.Behaviour = { event, connection in
        guard let event, TestConnector.isComplete(event) else { return }
        guard connection.text(of: event.stream, .path) == "/open/held" else {
            return TestConnector.echo(event, connection)
        }
        connection.firstStream = event.stream
    }

    /// As above, but the first of them is the one that can be answered.
    private static let holdingTheFirst: TestConnector.Behaviour = { event, connection in
        guard let event, TestConnector.isComplete(event) else { return }
        guard connection.text(of: event.stream, .path) == "/open/held" else {
            return TestConnector.echo(event, connection)
        }
        connection.firstStream = connection.firstStream ?? event.stream
    }

    private func leave(_ client: TestClient, _ bench: Bench) throws {
        let before = bench.connector.received.count
        let stream = try client.request("/open/held")
        #expect(client.run { bench.connector.received.count > before })
        client.session?.reset(stream, code: .cancel)
        client.flush()
        #expect(client.run { client.closeCode(of: stream) != nil })
    }

    private func answer(_ bench: Bench, byteCount: Int) {
        bench.connector.run { connections in
            for connection in connections {
                guard let stream = connection.firstStream else { continue }
                connection.respond(stream, body: [UInt8](repeating: 1, count: byteCount))
            }
        }
    }

    private func narrow(streams: UInt32, _ behaviour: @escaping TestConnector.Behaviour) throws -> (Bench, TestClient) {
        var settings = HTTP2Settings()
        settings.maximumConcurrentStreams = streams
        let bench = try Bench(
            deadlines: Bench.patience, maximumConnections: 1, connectorSettings: settings, behaviour)
        let client = try TestClient(http2: bench.port)
        // The connector's settings are known once it has answered.
        let first = try client.request("/open/first")
        #expect(client.run { client.isComplete(first) })
        return (bench, client)
    }

    @Test func theConnectorSeesNoResetAndItsAnswerIsDropped() throws {
        let bench = try Bench(deadlines: Bench.patience, Self.holding)
        let client = try TestClient(http2: bench.port)
        for _ in 0..<20 { try leave(client, bench) }
        answer(bench, byteCount: 600_000)
        let next = try client.request("/open/next", method: "POST", body: MessageBuffer([1, 2, 3]))
        #expect(client.run { client.isComplete(next) })
        #expect(client.body(of: next) == [1, 2, 3])
        // All of the unwanted answer is taken, so that the windows are not used up by it.
        #expect(client.run { bench.connector.takenByteCount >= 600_000 })
        #expect(bench.connector.acceptedCount == 1)
        #expect(bench.connector.resets.isEmpty)
    }

    @Test func aDownloadIsResetBeyondTheBound() throws {
        let bench = try Bench(deadlines: Bench.patience, Self.holding)
        let client = try TestClient(http2: bench.port)
        try leave(client, bench)
        answer(bench, byteCount: 4 << 20)
        #expect(client.run { bench.connector.resets == [.cancel] })
        #expect(bench.connector.takenByteCount < 2 << 20)
    }

    /// A request that is not complete cannot be left to itself: the connector would wait for the rest.
    @Test func anIncompleteRequestIsReset() throws {
        let bench = try Bench(deadlines: Bench.patience, Self.holding)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request(
            "/open/held", method: "POST", body: MessageBuffer([1, 2, 3], isEnded: false))
        #expect(client.run { bench.connector.begunCount == 1 })
        client.session?.reset(stream, code: .cancel)
        client.flush()
        #expect(client.run { bench.connector.resets == [.cancel] })
    }

    /// Half of what the connector takes at once may be abandoned; the oldest beyond that are reset.
    @Test func abandonedStreamsDoNotUseUpTheConnection() throws {
        let (bench, client) = try narrow(streams: 8, Self.holding)
        for _ in 0..<6 { try leave(client, bench) }
        #expect(client.run { bench.connector.resets.count == 2 })
        let next = try client.request("/open/next")
        #expect(client.run { client.isComplete(next) })
        #expect(bench.connector.acceptedCount == 1)
    }

    /// Who waits for a stream gets that of an abandoned response when it ends.
    @Test func theEndOfAnAbandonedResponseServesWhoWaits() throws {
        let (bench, client) = try narrow(streams: 2, Self.holdingTheFirst)
        try leave(client, bench)
        let busy = try client.request("/open/held")
        #expect(client.run { bench.connector.received.count == 3 })
        let waiting = try client.request("/open/waiting")
        #expect(!client.run(seconds: 0.05) { client.isComplete(waiting) || client.isComplete(busy) })
        answer(bench, byteCount: 10)
        #expect(client.run { client.isComplete(waiting) })
        #expect(!client.isComplete(busy))
        #expect(bench.connector.resets.isEmpty)
    }

    private static let closingTheFirstConnection: TestConnector.Behaviour = { event, connection in
        guard let event, TestConnector.isComplete(event) else { return }
        if connection.number == 0 { connection.close() } else { TestConnector.echo(event, connection) }
    }

    @Test func aSafeRequestIsSentAgainWhenItsConnectionIsLost() throws {
        let bench = try Bench(firstBackoffMilliseconds: 1, Self.closingTheFirstConnection)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 200)
        #expect(bench.connector.received.map(\.connection) == [0, 1])
        #expect(try bench.accessRecords().count == 1)
    }

    @Test func anUnsafeRequestIsNot() throws {
        let bench = try Bench(firstBackoffMilliseconds: 1, Self.closingTheFirstConnection)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a", method: "POST", body: MessageBuffer([1]))
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 502)
        #expect(bench.connector.received.count == 1)
    }
}
