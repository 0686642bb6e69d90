import GatehouseHTTP
import GatehouseHTTP2
import Synchronization
import Testing

@testable import GatehouseProxy

/// Endpoints that are checked.
@Suite(.serialized) struct HealthProbeTests {
    private func check(failsOpen: Bool = false) -> HealthCheck {
        HealthCheck(
            path: "/health?deep=1", intervalMilliseconds: 20, timeoutMilliseconds: 150, healthyCount: 2,
            unhealthyCount: 2, statuses: [200...299], failsOpen: failsOpen)
    }

    /// Answers checks with a status that the test can change, and requests with their content.
    private func connector(_ status: StatusBox) -> TestConnector.Behaviour {
        { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            guard connection.text(of: event.stream, .path).hasPrefix("/health") else {
                return TestConnector.echo(event, connection)
            }
            if status.value > 0 { connection.respond(event.stream, status: "\(status.value)") }
        }
    }

    private final class StatusBox: Sendable {
        private let box: Atomic<Int>

        init(_ value: Int) { box = Atomic(value) }

        var value: Int {
            get { box.load(ordering: .relaxed) }
            set { box.store(newValue, ordering: .relaxed) }
        }
    }

    /// Asks again and again until the status comes.
    private func reaches(_ status: UInt16, _ client: TestClient, seconds: Double = 3) throws -> Bool {
        var last: UInt16?
        for _ in 0..<Int(seconds * 50) where last != status {
            let stream = try client.request("/open/a")
            #expect(client.run { client.isComplete(stream) })
            last = client.status(of: stream)
            if last != status { _ = client.run(seconds: 0.02) { false } }
        }
        return last == status
    }

    private func requestCount(_ connector: TestConnector) -> Int {
        connector.received.count { !$0.path.hasPrefix("/health") }
    }

    @Test func withoutHealthyEndpointsThereIsNoServiceUntilOneIsWell() throws {
        let status = StatusBox(503)
        let lines = LogLines()
        let bench = try Bench(health: check(), logger: lines.logger, connector(status))
        let client = try TestClient(http2: bench.port)
        #expect(try reaches(503, client))
        let before = requestCount(bench.connector)
        for _ in 0..<5 { #expect(try reaches(503, client)) }
        #expect(requestCount(bench.connector) == before)
        status.value = 204
        #expect(try reaches(200, client, seconds: 1))
        #expect(try bench.accessRecords().contains { $0.contains("upstream_unavailable") })
        #expect(lines.events.filter { $0.hasPrefix("upstream_") } == ["upstream_unhealthy", "upstream_healthy"])
    }

    @Test func failingOpenIsAChoice() throws {
        let status = StatusBox(500)
        let lines = LogLines()
        let bench = try Bench(health: check(failsOpen: true), logger: lines.logger, connector(status))
        let client = try TestClient(http2: bench.port)
        #expect(client.run { lines.events.contains("upstream_unhealthy") })
        #expect(try reaches(200, client))
    }

    /// A connector that hangs: accepts, and never answers.
    @Test func anEndpointThatHangsGetsNoMoreRequests() throws {
        let hanging = StatusBox(0)
        let other = try TestConnector(connector(hanging))
        defer { other.stop() }
        let lines = LogLines()
        let bench = try Bench(
            otherPorts: [other.port], health: check(), logger: lines.logger, connector(StatusBox(200)))
        let client = try TestClient(http2: bench.port)
        #expect(client.run { lines.events.contains("upstream_unhealthy") })
        let before = requestCount(other)
        for _ in 0..<10 { #expect(try reaches(200, client)) }
        #expect(requestCount(other) == before)
        hanging.value = 200
        #expect(client.run { lines.events.contains("upstream_healthy") })
        for _ in 0..<10 { #expect(try reaches(200, client)) }
        #expect(requestCount(other) > before)
    }

    /// Checks never use a connection that exchanges use, and ask for what they were told to.
    @Test func checksHaveConnectionsOfTheirOwn() throws {
        let bench = try Bench(health: check(), connector(StatusBox(200)))
        let client = try TestClient(http2: bench.port)
        #expect(try reaches(200, client))
        #expect(client.run { bench.connector.received.count >= 5 })
        let received = bench.connector.received
        let requests = Set(received.filter { $0.path == "/open/a" }.map(\.connection))
        let checks = received.filter { $0.path == "/health?deep=1" }.map(\.connection)
        #expect(requests.count == 1)
        #expect(Set(checks).count == checks.count)
        #expect(requests.isDisjoint(with: checks))
    }

    @Test func killedAndRestartedServiceIsBackWithinASecond() throws {
        let bench = try Bench(firstBackoffMilliseconds: 50, health: check(), connector(StatusBox(200)))
        let client = try TestClient(http2: bench.port)
        #expect(try reaches(200, client))
        bench.connector.stop()
        #expect(try reaches(503, client))
        let successor = try TestConnector(port: bench.connector.port, connector(StatusBox(200)))
        defer { successor.stop() }
        #expect(try reaches(200, client, seconds: 1))
    }
}
