import GatehouseHTTP
import GatehouseHTTP2
import Testing

@testable import GatehouseProxy

/// A connector that has nothing but HTTP/1.1.
@Suite(.serialized) struct HTTP1UpstreamTests {
    private func bench(_ connector: RawConnector, health: HealthCheck? = nil) throws -> Bench {
        let bench = try Bench(
            maximumConnections: 4, firstBackoffMilliseconds: 20, version: .http1, health: health, TestConnector.echo)
        try bench.replace(connectorPorts: [connector.port])
        return bench
    }

    /// The status of one request.
    private func ask(
        _ client: TestClient, _ path: String = "/open/a", body: MessageBuffer? = nil
    ) throws -> (status: UInt16?, body: [UInt8]) {
        let stream = try client.request(path, method: body == nil ? "GET" : "POST", body: body)
        #expect(client.run { client.isComplete(stream) })
        return (client.status(of: stream), client.body(of: stream))
    }

    @Test func requestsFollowOneAnotherOnOneConnection() throws {
        let connector = try RawConnector(RawConnector.echo)
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for _ in 0..<5 { #expect(try ask(client).status == 200) }
        #expect(connector.acceptedCount == 1)
        #expect(connector.requests.first?.hasPrefix("GET /open/a HTTP/1.1\r\nhost: ") == true)
        #expect(try bench.accessRecords().count == 5)
    }

    @Test func contentGoesBothWays() throws {
        let connector = try RawConnector(RawConnector.echo)
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        let content = [UInt8](repeating: 97, count: 200_000)
        let answer = try ask(client, body: MessageBuffer(content))
        #expect(answer.status == 200)
        #expect(answer.body.count >= content.count)
    }

    @Test func requestsAtATimeHaveConnectionsOfTheirOwn() throws {
        let connector = try RawConnector { _, request in
            request.contains("/open/held") ? nil : RawConnector.echo(0, request)
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        let held = try client.request("/open/held")
        for _ in 0..<3 { #expect(try ask(client).status == 200) }
        #expect(!client.isComplete(held))
        #expect(connector.acceptedCount == 2)
    }

    /// Whatever follows an answer is not taken for the answer to somebody else's request.
    @Test func whatFollowsAnAnswerReachesNobody() throws {
        let connector = try RawConnector { _, request in
            guard request.hasSuffix("\r\n\r\n") else { return nil }
            let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
            return RawConnector.Answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood" + poison)
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for round in 1...5 {
            #expect(try ask(client).body == Array("good".utf8))
            #expect(connector.acceptedCount == round)
        }
    }

    @Test func ambiguousAnswersAreABadGateway() throws {
        let connector = try RawConnector { _, request in
            guard request.hasSuffix("\r\n\r\n") else { return nil }
            let fields = "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"
            return RawConnector.Answer("HTTP/1.1 200 OK\r\n\(fields)\r\n0\r\n\r\n")
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for round in 1...3 {
            #expect(try ask(client).status == 502)
            #expect(connector.acceptedCount == round)
        }
        #expect(try bench.accessRecords().allSatisfy { $0.contains("upstream_response_malformed") })
    }

    @Test func theEndOfTheConnectionEndsContentWithoutALength() throws {
        let connector = try RawConnector { _, request in
            guard request.hasSuffix("\r\n\r\n") else { return nil }
            return RawConnector.Answer("HTTP/1.1 200 OK\r\n\r\nall of it", closes: true)
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for _ in 0..<3 { #expect(try ask(client).body == Array("all of it".utf8)) }
    }

    @Test func contentThatBreaksOffDoesNotLookComplete() throws {
        let connector = try RawConnector { _, request in
            guard request.hasSuffix("\r\n\r\n") else { return nil }
            return RawConnector.Answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", closes: true)
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { client.closeCode(of: stream) != nil })
        #expect(!client.isComplete(stream))
        #expect(try bench.accessRecords().first?.contains("upstream_closed") == true)
    }

    /// Each takes its connection along before the connector has said a word on it; that is not the connector's fault.
    @Test func clientsThatBreakOffKeepNobodyFromTheConnector() throws {
        let connector = try RawConnector(RawConnector.echo)
        defer { connector.stop() }
        let log = LogLines()
        let bench = try Bench(
            firstBackoffMilliseconds: 20, version: .http1, logger: log.logger, TestConnector.echo)
        try bench.replace(connectorPorts: [connector.port])
        for round in 1...5 {
            let hostile = try TestClient(http1: bench.port)
            let head = "POST /open/a HTTP/1.1\r\nhost: gateway.test\r\ntransfer-encoding: chunked\r\n\r\n"
            hostile.send(head + "3\r\nabc\r\n")
            #expect(hostile.run(seconds: 20) { connector.acceptedCount >= round })
            hostile.send("no chunk\r\n")
            #expect(hostile.run(seconds: 20) { hostile.end != nil })
        }
        #expect(try ask(try TestClient(http2: bench.port)).status == 200)
        // Not by its pauses, which a slow machine has its own of: by what it says about the connector.
        #expect(!log.lines(with: "upstream_unreachable").contains { $0.contains("upstream_closed") })
    }

    @Test func checksSpeakHTTP1Too() throws {
        let connector = try RawConnector(RawConnector.echo)
        defer { connector.stop() }
        let rule = HealthCheck(
            path: "/health", intervalMilliseconds: 20, timeoutMilliseconds: 500, healthyCount: 1, unhealthyCount: 1,
            statuses: [200...200], failsOpen: false)
        let bench = try bench(connector, health: rule)
        let client = try TestClient(http2: bench.port)
        #expect(client.run { connector.requests.count >= 3 })
        #expect(connector.requests.allSatisfy { $0.hasPrefix("GET /health HTTP/1.1\r\nhost: localhost:") })
        #expect(try ask(client).status == 200)
    }
}
