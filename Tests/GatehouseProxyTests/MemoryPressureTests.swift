import GatehouseHTTP
import GatehouseHTTP2
import GatehouseSignatures
import GatehouseTransport
import Synchronization
import Testing

@testable import GatehouseProxy

/// What happens when memory runs out, with a reading that a test makes up.
@Suite(.serialized) struct MemoryPressureTests {
    private final class Reading: Sendable {
        let bytes = Atomic<UInt64>(0)
    }

    private func bench(_ reading: Reading) throws -> Bench {
        var limits = Bench.limits
        limits.memoryBudgetBytes = 1_000_000
        return try Bench(
            limits: limits, memory: MemoryWatch { reading.bytes.load(ordering: .relaxed) }, TestConnector.echo)
    }

    /// Asks until the status is as expected: the gateway looks at memory four times a second.
    private func becomes(_ status: UInt16, _ client: TestClient) throws -> Bool {
        let limit = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < limit {
            let stream = try client.request("/open/a")
            #expect(client.run { client.isComplete(stream) })
            if client.status(of: stream) == status { return true }
        }
        return false
    }

    @Test func newRequestsAreRefusedAndPassAgainLater() throws {
        let reading = Reading()
        let bench = try bench(reading)
        let client = try TestClient(http2: bench.port)
        #expect(try becomes(200, client))
        // Something is under way all the time, so that the connection is not idle.
        let body = MessageBuffer([1], isEnded: false)
        _ = try client.request("/open/held", method: "POST", body: body)
        reading.bytes.store(1_000_000, ordering: .relaxed)
        #expect(try becomes(503, client))
        reading.bytes.store(100_000, ordering: .relaxed)
        #expect(try becomes(200, client))
        #expect(try bench.auditRecords().allSatisfy { $0.contains("\"memory_exhausted\"") })
    }

    @Test func nobodyNewIsLetInAndIdleConnectionsEnd() throws {
        let reading = Reading()
        let bench = try bench(reading)
        let idle = try TestClient(http1: bench.port)
        idle.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n")
        #expect(idle.run { idle.text.hasSuffix("0\r\n\r\n") })
        let busy = try TestClient(http2: bench.port, from: 2)
        _ = try busy.request("/open/held", method: "POST", body: MessageBuffer([1], isEnded: false))
        reading.bytes.store(900_000, ordering: .relaxed)
        // What is under way goes on, new requests too; the turns of the loop that they cause see the pressure.
        #expect(busy.run { (try? becomes(200, busy)) == true && idle.run(seconds: 0.02) { idle.end != nil } })
        #expect(throws: TestClient.Failure.self) { _ = try TestClient(http1: bench.port) }
        #expect(try becomes(200, busy))
    }

    @Test func whoHoldsMostIsEndedFirst() throws {
        let reading = Reading()
        let bench = try bench(reading)
        let values = try FluentSigner.sign(body: "x".utf8.span, key: Bench.signingKey)
        let fields = [("fluent-signature", values.signature), ("flex.signature", values.legacySignature)]
        let client = try TestClient(http2: bench.port)
        let large = MessageBuffer([UInt8](repeating: 1, count: 300_000), isEnded: false)
        let greedy = try client.request("/webhook", method: "POST", body: large, more: fields)
        let small = try client.request(
            "/webhook", method: "POST", body: MessageBuffer([1], isEnded: false), more: fields)
        #expect(client.run { client.session?.wantsWrite == false && large.body.isEmpty })
        reading.bytes.store(1_000_001, ordering: .relaxed)
        #expect(try becomes(503, client))
        #expect(client.run { client.isComplete(greedy) })
        #expect(client.status(of: greedy) == 503)
        #expect(!client.isComplete(small))
    }
}
