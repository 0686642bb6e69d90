import GatehousePolicy
import Testing

@testable import GatehouseProxy

/// How many connections there may be, and whose they are.
@Suite(.serialized) struct ConnectionLimitTests {
    private let get = "GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n"

    private func limits(clientConnections: Int) -> ProxyLimits {
        var limits = Bench.limits
        limits.clientConnections = clientConnections
        return limits
    }

    private var loopback: NetworkSet { NetworkSet([Network("127.0.0.0/8")].compactMap { $0 }) }

    private func isServed(_ client: TestClient) -> Bool {
        client.send(get)
        return client.run { client.text.contains("HTTP/1.1 200") || client.end != nil } && client.end == nil
    }

    @Test func aClientHasSoManyAndOthersHaveTheirOwn() throws {
        let bench = try Bench(limits: limits(clientConnections: 2), TestConnector.echo)
        let first = try TestClient(http1: bench.port, from: 2)
        let second = try TestClient(http1: bench.port, from: 2)
        #expect(isServed(first) && isServed(second))
        #expect(throws: TestClient.Failure.self) { _ = try TestClient(http1: bench.port, from: 2) }
        #expect(isServed(try TestClient(http1: bench.port, from: 3)))
        #expect(isServed(first))
        let records = try bench.auditRecords()
        #expect(records.count == 1)
        #expect(records.first?.contains("\"client_connections_limited\"") == true)
        #expect(records.first?.contains("127.0.0.2") == true)
    }

    @Test func whatIsClosedIsGivenBack() throws {
        let bench = try Bench(limits: limits(clientConnections: 1), TestConnector.echo)
        for _ in 0..<5 {
            let client = try TestClient(http1: bench.port)
            client.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\nconnection: close\r\n\r\n")
            #expect(client.run { client.end != nil })
            client.endSending()
            // The gateway reads until the client's end.
            #expect(becomesServed(bench, from: 1))
        }
    }

    /// Tries until the end of the connection before has come to the gateway.
    private func becomesServed(_ bench: Bench, from source: UInt8) -> Bool {
        for _ in 0..<200 {
            if let client = try? TestClient(http1: bench.port, from: source) { return isServed(client) }
        }
        return false
    }

    @Test func aListenerHasSoManyInAll() throws {
        let bench = try Bench(listener: BenchListener(maximumConnections: 1), TestConnector.echo)
        let first = try TestClient(http1: bench.port, from: 2)
        #expect(isServed(first))
        #expect(throws: TestClient.Failure.self) { _ = try TestClient(http1: bench.port, from: 3) }
        // One that serves nobody makes room for the next.
        #expect(first.run { first.end != nil })
        first.endSending()
        #expect(becomesServed(bench, from: 3))
        #expect(try bench.auditRecords().first?.contains("\"overloaded\"") == true)
    }

    @Test func aConnectionWithARequestDoesNotMakeRoom() throws {
        let bench = try Bench(listener: BenchListener(maximumConnections: 1), TestConnector.echo)
        let first = try TestClient(http1: bench.port, from: 2)
        first.send("POST /open/a HTTP/1.1\r\nhost: gateway.test\r\ncontent-length: 2\r\n\r\na")
        #expect(first.run { bench.connector.begunCount == 1 })
        #expect(throws: TestClient.Failure.self) { _ = try TestClient(http1: bench.port, from: 3) }
        first.send("b")
        #expect(first.run { first.text.contains("HTTP/1.1 200") })
    }

    @Test func aProxyThatNamesItsClientsIsNotOneClient() throws {
        let listener = BenchListener(forwardedRule: ForwardedRule(header: .xForwardedFor, trusted: loopback))
        let bench = try Bench(limits: limits(clientConnections: 1), listener: listener, TestConnector.echo)
        let clients = try (0..<4).map { _ in try TestClient(http1: bench.port) }
        for client in clients {
            client.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\nx-forwarded-for: 192.0.2.1\r\n\r\n")
            #expect(client.run { client.text.contains("HTTP/1.1 200") })
        }
    }

    @Test func aConnectionCountsForWhomItsProxyHeaderNames() throws {
        let listener = BenchListener(proxyProtocolPeers: loopback)
        let bench = try Bench(limits: limits(clientConnections: 1), listener: listener, TestConnector.echo)
        func connect(for client: String) throws -> TestClient {
            let connection = try TestClient(cleartext: bench.port)
            connection.send("PROXY TCP4 \(client) 10.0.0.1 4711 443\r\n")
            return connection
        }
        let first = try connect(for: "192.0.2.1")
        let other = try connect(for: "192.0.2.2")
        let second = try connect(for: "192.0.2.1")
        // Which of the two of one client came first is the system's choice.
        #expect(second.run { first.run(seconds: 0, until: { false }) || first.end != nil || second.end != nil })
        #expect((first.end == nil) != (second.end == nil))
        #expect(!other.run(seconds: 0.05) { other.end != nil })
        let records = try bench.auditRecords()
        #expect(records.contains { $0.contains("\"client_connections_limited\"") })
    }

    @Test func theLastDescriptorsAreNotForClients() throws {
        var limits = Bench.limits
        limits.descriptorCeiling = 0
        let bench = try Bench(limits: limits, TestConnector.echo)
        #expect(throws: TestClient.Failure.self) { _ = try TestClient(http1: bench.port) }
        #expect(try bench.auditRecords().first?.contains("\"descriptors_exhausted\"") == true)
    }
}
