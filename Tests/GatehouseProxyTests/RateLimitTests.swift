import GatehouseAudit
import GatehouseHTTP
import GatehousePolicy
import GatehouseSignatures
import Testing

@testable import GatehouseProxy

/// How many requests there may be, how many failed signatures, and how much of bodies.
@Suite(.serialized) struct RateLimitTests {
    /// So slow that no token comes back while a test runs.
    private func rule(burst: UInt32) -> RateRule { RateRule(count: 1, perMilliseconds: 3_600_000, burst: burst) }

    private func get(_ client: TestClient, _ path: String = "/open/a") throws -> UInt16? {
        let stream = try client.request(path)
        #expect(client.run { client.isComplete(stream) })
        return client.status(of: stream)
    }

    /// Sends `content` with a signature for `signed`.
    private func post(_ client: TestClient, _ content: String, signed: String) throws -> UInt16? {
        try post(client, Array(content.utf8), signed: Array(signed.utf8))
    }

    private func post(_ client: TestClient, _ content: [UInt8], signed: [UInt8]) throws -> UInt16? {
        let values = try FluentSigner.sign(body: signed.span, key: Bench.signingKey)
        let stream = try client.request(
            "/webhook", method: "POST", body: MessageBuffer(content),
            more: [("fluent-signature", values.signature), ("flex.signature", values.legacySignature)])
        #expect(client.run { client.isComplete(stream) })
        return client.status(of: stream)
    }

    @Test func aClientHasItsRateOnARoute() throws {
        let bench = try Bench(rate: RouteRate(client: rule(burst: 3)), TestConnector.echo)
        let client = try TestClient(http2: bench.port, from: 2)
        for _ in 0..<3 { #expect(try get(client) == 200) }
        #expect(try get(client) == 429)
        // Another client, another route, and what is refused anyway do not count.
        #expect(try get(TestClient(http2: bench.port, from: 3)) == 200)
        #expect(try post(client, "{}", signed: "{}") == 200)
        #expect(try get(client, "/nowhere") == 404)
        #expect(bench.connector.received.count == 5)
        let records = try bench.auditRecords()
        #expect(records.filter { $0.contains("\"rate_limited\"") && $0.contains("\"open\"") }.count == 1)
    }

    @Test func theReplySaysWhenToAskAgain() throws {
        let bench = try Bench(rate: RouteRate(client: rule(burst: 1)), TestConnector.echo)
        let client = try TestClient(http1: bench.port)
        let request = "GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n"
        client.send(request)
        #expect(client.run { client.text.hasSuffix("0\r\n\r\n") })
        client.send(request)
        #expect(client.run { client.text.contains("rate_limited") })
        #expect(client.text.contains("HTTP/1.1 429 Too Many Requests\r\n"))
        #expect(client.text.contains("\r\nretry-after: 3600\r\n") || client.text.contains("\r\nretry-after: 3601\r\n"))
    }

    @Test func allClientsTogetherHaveTheTotal() throws {
        let bench = try Bench(rate: RouteRate(total: rule(burst: 2)), TestConnector.echo)
        #expect(try get(TestClient(http2: bench.port, from: 2)) == 200)
        #expect(try get(TestClient(http2: bench.port, from: 3)) == 200)
        #expect(try get(TestClient(http2: bench.port, from: 4)) == 429)
    }

    @Test func aReloadForgivesNobody() throws {
        let bench = try Bench(rate: RouteRate(client: rule(burst: 1)), TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        #expect(try get(client) == 200)
        try bench.replace(digest: 8)
        #expect(try get(client) == 429)
    }

    @Test func whoKeepsFailingSignaturesIsSentAwayUnread() throws {
        var limits = Bench.limits
        limits.signatureFailures = rule(burst: 2)
        let bench = try Bench(limits: limits, TestConnector.echo)
        let client = try TestClient(http2: bench.port, from: 2)
        for _ in 0..<2 { #expect(try post(client, "forged", signed: "signed") == 401) }
        #expect(try post(client, "good", signed: "good") == 429)
        #expect(try get(client) == 200)
        #expect(try post(TestClient(http2: bench.port, from: 3), "good", signed: "good") == 200)
        let records = try bench.auditRecords()
        #expect(records.filter { $0.contains("\"signature_failures_limited\"") }.count == 1)
        #expect(records.filter { $0.contains("\"signature_invalid\"") }.count == 2)
    }

    @Test func goodSignaturesDoNotCount() throws {
        var limits = Bench.limits
        limits.signatureFailures = rule(burst: 1)
        let bench = try Bench(limits: limits, TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        for _ in 0..<5 { #expect(try post(client, "good", signed: "good") == 200) }
    }

    @Test func aClientHoldsSoMuch() throws {
        var limits = Bench.limits
        limits.clientHeldBytes = 10_000
        let bench = try Bench(limits: limits, TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        let content = [UInt8](repeating: 65, count: 20_000)
        for _ in 0..<2 { #expect(try post(client, content, signed: content) == 429) }
        // What was held is given back.
        #expect(try post(client, "{}", signed: "{}") == 200)
        #expect(try bench.auditRecords().allSatisfy { $0.contains("\"client_bodies_limited\"") })
    }

    /// 429 in numbers is told like any other flood: some in full, the rest as one record.
    @Test func floodsOfRefusalsAreCounted() throws {
        let bench = try Bench(
            rate: RouteRate(client: rule(burst: 1)),
            flood: FloodSettings(fullRecords: 2, windowNanoseconds: 60_000_000_000), TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        #expect(try get(client) == 200)
        for _ in 0..<20 { #expect(try get(client) == 429) }
        let records = try bench.auditRecords()
        #expect(records.count == 3)
        #expect(records.last?.contains("\"rejections_aggregated\"") == true)
        #expect(records.last?.contains("18") == true)
    }
}
