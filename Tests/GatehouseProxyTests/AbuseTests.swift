import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import Testing

@testable import GatehouseProxy

/// Clients that abuse their connections, over real sockets: the end has a reason that is written down and counted, others
/// are served as before, and whoever goes on gets no more connections.
@Suite(.serialized) struct AbuseTests {
    struct Flood: Sendable, CustomTestStringConvertible {
        let reason: Reason
        let most: Int
        let frames: @Sendable (UInt32) -> [UInt8]
        var testDescription: String { reason.rawValue }
    }

    private typealias F = HostileFrames

    private static let request = [
        (":method", "POST"), (":scheme", "https"), (":authority", "gateway.test"), (":path", "/open/a"),
    ]

    static let floods: [Flood] = [
        Flood(reason: .http2FrameFlood, most: 5_000) { _ in F.ping() },
        Flood(reason: .http2ResetFlood, most: 500) { F.section($0, request) + F.reset($0) },
        Flood(reason: .http2ContinuationFlood, most: 1) { stream in
            F.frame(1, 0, stream, F.encode(request)) + (0..<20).flatMap { _ in F.frame(9, 0, stream) }
        },
        Flood(reason: .http2FieldBomb, most: 1) { stream in
            let entry = [0x40, 0x03] + Array("x-a".utf8) + [0x7f, 0xbd, 0x1d] + [UInt8](repeating: 97, count: 3_900)
            return F.frame(1, 5, stream, F.encode(request) + entry)
                + F.frame(1, 5, stream + 2, F.encode(request) + [UInt8](repeating: 0xbe, count: 4_000))
        },
        Flood(reason: .http2ProtocolViolation, most: 1) { _ in F.data(0, "nobody") },
        Flood(reason: .http2PrefaceMalformed, most: 1) { _ in Array("GET / HTTP/1.1\r\n\r\n".utf8) },
    ]

    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private func flood(_ port: UInt16, _ flood: Flood) throws -> TestClient {
        let client = try TestClient(frames: port)
        if flood.reason != .http2PrefaceMalformed { client.send(Self.preface + F.settings()) }
        var sent: UInt32 = 0
        while client.end == nil, sent < flood.most {
            let frames = (0..<50).flatMap { flood.frames((sent + $0) * 2 + 1) }
            client.send(frames)
            sent += 50
            client.run(seconds: 0) { false }
        }
        #expect(client.run(seconds: 20) { client.end != nil })
        return client
    }

    @Test(arguments: floods) func isEndedWrittenDownAndCounted(_ kind: Flood) throws {
        let bench = try Bench(TestConnector.echo)
        let innocent = try TestClient(http2: bench.port)
        try serve(innocent, "/open/before")
        let client = try flood(bench.port, kind)
        let codes = F.goAwayCodes(in: client.received)
        switch kind.reason {
        // What speaks no HTTP/2 would not understand it.
        case .http2PrefaceMalformed: break
        case .http2ProtocolViolation: #expect(codes == [1])
        default: #expect(codes == [11] || codes.isEmpty)
        }
        try serve(innocent, "/open/after")
        #expect(bench.metrics().connectionsEnded(kind.reason) == 1)
        #expect(bench.wait { bench.metrics().value(of: .openExchanges) == 0 })
        let records = try bench.auditRecords()
        let ends = records.filter { $0.contains("\"connection_ended\"") }
        #expect(ends.count == 1)
        #expect(ends.first?.contains("\"reason\":\"\(kind.reason.rawValue)\"") == true)
    }

    private func serve(_ client: TestClient, _ path: String) throws {
        let stream = try client.request(path, method: "POST", body: MessageBuffer(Array(path.utf8)))
        #expect(client.run(seconds: 20) { client.isComplete(stream) })
        #expect(String(decoding: client.body(of: stream), as: UTF8.self) == path)
    }

    private func canConnect(_ port: UInt16, from source: UInt8 = 1) -> Bool {
        guard let client = try? TestClient(http2: port, from: source), let stream = try? client.request("/open/a")
        else {
            return false
        }
        return client.run(seconds: 5) { client.isComplete(stream) || client.end != nil } && client.isComplete(stream)
    }

    /// What a client has done is not forgotten with its connection.
    @Test func whoGoesOnIsBarredForAWhile() throws {
        var limits = Bench.limits
        limits.offences = OffenceRule(barringCount: 2, forgivenessMilliseconds: 600_000)
        let bench = try Bench(limits: limits, TestConnector.echo)
        let innocent = try TestClient(http2: bench.port)
        _ = try flood(bench.port, Self.floods[0])
        #expect(canConnect(bench.port))
        _ = try flood(bench.port, Self.floods[2])
        #expect(!canConnect(bench.port))
        #expect(!canConnect(bench.port))
        #expect(canConnect(bench.port, from: 2))
        // A connection that is open is not the fault of a later one.
        try serve(innocent, "/open/still")
        #expect(bench.metrics().connectionsRefused(.clientBarred) >= 2)
        #expect(try bench.auditRecords().contains { $0.contains("client_barred") })
    }

    @Test func theBarIsLifted() throws {
        var limits = Bench.limits
        limits.offences = OffenceRule(barringCount: 1, forgivenessMilliseconds: 300)
        let bench = try Bench(limits: limits, TestConnector.echo)
        _ = try flood(bench.port, Self.floods[2])
        #expect(bench.wait { canConnect(bench.port) })
    }

    /// Breaking the protocol ends the connection that did it, and no other: it may be somebody's unfinished program.
    @Test func brokenClientsAreNotBarred() throws {
        var limits = Bench.limits
        limits.offences = OffenceRule(barringCount: 1, forgivenessMilliseconds: 600_000)
        let bench = try Bench(limits: limits, TestConnector.echo)
        for _ in 0..<3 {
            _ = try flood(bench.port, Self.floods[4])
            _ = try flood(bench.port, Self.floods[5])
        }
        #expect(canConnect(bench.port))
    }

    /// The next connection of a client that has offended gets an eighth of the budget.
    @Test func probationHasSmallerBudgets() throws {
        let bench = try Bench(TestConnector.echo)
        _ = try flood(bench.port, Self.floods[2])
        _ = try flood(
            bench.port, Flood(reason: .http2ResetFlood, most: 1) { F.section($0, Self.request) + F.reset($0) })
        #expect(bench.metrics().connectionsEnded(.http2ResetFlood) == 1)
    }

    /// Exchanges that were open on it end with the reason of the connection.
    @Test func openExchangesTellTheReason() throws {
        let bench = try Bench { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            connection.firstStream = event.stream
        }
        let client = try TestClient(frames: bench.port)
        let get = [(":method", "GET")] + Self.request.dropFirst()
        client.send(Self.preface + F.settings() + F.section(1, get, ends: true))
        #expect(client.run { bench.connector.received.count == 1 })
        client.send((0..<5_000).flatMap { _ in F.ping() })
        #expect(client.run(seconds: 20) { client.end != nil })
        let records = try bench.accessRecords()
        #expect(records.count == 1)
        #expect(records.first?.contains("http2_frame_flood") == true)
    }

    /// Malformed requests that the codec lets pass are told by the driver: trailers with a field that may not be there.
    @Test func requestsThatGoWrongUpstreamAreCounted() throws {
        let bench = try Bench(TestConnector.echo)
        let flood = Flood(reason: .http2ResetFlood, most: 500) { stream in
            F.section(stream, Self.request) + F.data(stream, "a")
                + F.section(stream, [("content-length", "1")], ends: true)
        }
        _ = try self.flood(bench.port, flood)
        #expect(bench.metrics().connectionsEnded(.http2ResetFlood) == 1)
    }
}
