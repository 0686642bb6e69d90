import GatehouseHTTP
import GatehouseHTTP2
import Testing

@testable import GatehouseProxy

/// A connector at several addresses.
@Suite(.serialized) struct UpstreamEndpointTests {
    /// A port at which nobody listens any more.
    private func deadPort() throws -> UInt16 {
        let connector = try TestConnector(TestConnector.echo)
        connector.stop()
        return connector.port
    }

    /// Sends requests one after the other and counts the statuses.
    private func statuses(_ count: Int, _ client: TestClient) throws -> [UInt16: Int] {
        var statuses: [UInt16: Int] = [:]
        for number in 0..<count {
            let stream = try client.request("/open/\(number)")
            #expect(client.run { client.isComplete(stream) })
            statuses[client.status(of: stream) ?? 0, default: 0] += 1
        }
        return statuses
    }

    @Test func requestsAreSpreadOverTheEndpoints() throws {
        let other = try TestConnector(TestConnector.echo)
        defer { other.stop() }
        let bench = try Bench(otherPorts: [other.port], TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        // Until both are connected.
        for _ in 0..<100 where bench.connector.received.isEmpty || other.received.isEmpty {
            #expect(try statuses(1, client) == [200: 1])
        }
        let before = (bench.connector.received.count, other.received.count)
        #expect(try statuses(20, client) == [200: 20])
        #expect(bench.connector.received.count == before.0 + 10)
        #expect(other.received.count == before.1 + 10)
    }

    /// What waits at one endpoint counts: the next requests go to the other.
    @Test func theLeastBusyEndpointIsNext() throws {
        let other = try TestConnector(TestConnector.echo)
        defer { other.stop() }
        // What is held stays held for as long as the test takes.
        let bench = try Bench(deadlines: Bench.patience, otherPorts: [other.port]) { _, _ in }
        let client = try TestClient(http2: bench.port)
        // Until both are connected, and one of them holds what it has.
        for number in 0..<100 where bench.connector.received.isEmpty || other.received.isEmpty {
            _ = try client.request("/open/held")
            #expect(client.run { bench.connector.received.count + other.received.count == number + 1 })
        }
        let held = bench.connector.received.count
        #expect(try statuses(10, client) == [200: 10])
        #expect(bench.connector.received.count == held)
    }

    @Test func anEndpointThatRefusesConnectionsCostsNothing() throws {
        let bench = try Bench(otherPorts: [try deadPort(), try deadPort()], TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        #expect(try statuses(30, client) == [200: 30])
        #expect(bench.connector.received.count == 30)
    }

    /// All refuse: one 502 while it is found out, then 503 without a wait.
    @Test func withoutAnyEndpointThereIsNoService() throws {
        let dead = try deadPort()
        let bench = try Bench(otherPorts: [dead], TestConnector.echo)
        try bench.replace(connectorPorts: [dead, try deadPort()])
        let client = try TestClient(http2: bench.port)
        let counts = try statuses(10, client)
        #expect(counts == [502: 1, 503: 9])
    }

    /// A connector that is killed with requests under way: those are answered with a reason, later ones served elsewhere.
    @Test func whatAKilledEndpointHadIsAnsweredAndTheRestGoesOn() throws {
        let other = try TestConnector(TestConnector.echo)
        defer { other.stop() }
        let bench = try Bench(firstBackoffMilliseconds: 100, otherPorts: [other.port]) { _, _ in }
        let client = try TestClient(http2: bench.port)
        var held: StreamID?
        while bench.connector.received.isEmpty {
            held = try client.request("/open/held", method: "POST", body: MessageBuffer([1]))
            #expect(client.run { held.map(client.isComplete) == true || !bench.connector.received.isEmpty })
        }
        bench.connector.stop()
        let lost = try #require(held)
        #expect(client.run { client.isComplete(lost) })
        #expect(client.status(of: lost) == 502)
        #expect(try statuses(20, client) == [200: 20])
    }

    /// The endpoint that goes finishes what it has; the one that stays keeps its connection.
    @Test func endpointsComeAndGoWithASnapshot() throws {
        let other = try TestConnector(TestConnector.echo)
        defer { other.stop() }
        let bench = try Bench { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            guard connection.firstStream == nil else { return TestConnector.echo(event, connection) }
            connection.firstStream = event.stream
        }
        let client = try TestClient(http2: bench.port)
        let held = try client.request("/open/held")
        #expect(client.run { bench.connector.received.count == 1 })
        try bench.replace(connectorPorts: [bench.connector.port, other.port])
        // The first request connects the new endpoint, later ones find it idle.
        #expect(try statuses(1, client) == [200: 1])
        #expect(client.run { other.acceptedCount == 1 })
        #expect(try statuses(5, client) == [200: 5])
        try bench.replace(connectorPorts: [other.port])
        #expect(try statuses(5, client) == [200: 5])
        #expect(bench.connector.acceptedCount == 1)
        #expect(other.acceptedCount == 1)
        bench.connector.run { connections in
            if let first = connections.first, let stream = first.firstStream { first.respond(stream, body: [66]) }
        }
        #expect(client.run { client.isComplete(held) })
        #expect(client.status(of: held) == 200)
    }

    /// An endpoint that answers everything with a reset is left out for a while; the last one never is.
    @Test func anEndpointThatFailsInARowIsLeftOut() throws {
        let resetting: TestConnector.Behaviour = { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            connection.session.reset(event.stream, code: .internalError)
        }
        let rule = EjectionRule(failureCount: 3, firstMilliseconds: 30_000, longestMilliseconds: 60_000)
        let other = try TestConnector(TestConnector.echo)
        defer { other.stop() }
        let lines = LogLines()
        let bench = try Bench(otherPorts: [other.port], ejection: rule, logger: lines.logger, resetting)
        let client = try TestClient(http2: bench.port)
        let counts = try statuses(40, client)
        #expect(counts[502] == 3)
        #expect(counts[200] == 37)
        #expect(lines.events.filter { $0 == "upstream_ejected" }.count == 1)
        // The other one goes: the one that was left out is better than none.
        other.stop()
        let before = bench.connector.received.count
        _ = try statuses(5, client)
        #expect(bench.connector.received.count > before)
    }
}
