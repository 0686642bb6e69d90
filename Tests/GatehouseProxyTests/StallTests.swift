import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTLS
import Testing

@testable import GatehouseProxy

/// Clients that stop, at every place where one can: each is given up by its deadline, whatever it lets trickle in, and
/// nothing of it stays.
@Suite(.serialized) struct StallTests {
    private typealias F = HostileFrames
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private func bench(_ behaviour: @escaping TestConnector.Behaviour = TestConnector.echo) throws -> Bench {
        var limits = Bench.limits
        limits.handshakeMilliseconds = 250
        limits.requestHeadMilliseconds = 250
        limits.responseWriteMilliseconds = 250
        limits.keepAliveMilliseconds = 250
        limits.replyDeadlines.idleMilliseconds = 250
        var deadlines = Bench.deadlines
        deadlines.requestBodyMilliseconds = 250
        return try Bench(deadlines: deadlines, limits: limits, behaviour)
    }

    /// Sends an octet with each turn of the client's loop until the connection ends.
    private func trickle(_ octets: [UInt8], to client: TestClient) -> Bool {
        var next = 0
        return client.run(seconds: 20) {
            if client.end == nil, next < octets.count {
                client.send([octets[next]])
                next += 1
            }
            return client.end != nil
        }
    }

    private func expectNothingOpen(_ bench: Bench) {
        #expect(
            bench.wait {
                let metrics = bench.metrics()
                return metrics.value(of: .openExchanges) == 0 && metrics.value(of: .openStreams, ofUpstream: 0) == 0
            })
    }

    // MARK: Before the first request

    @Test func aHandshakeThatNeverBegins() throws {
        let bench = try bench()
        let client = try TestClient(cleartext: bench.port)
        #expect(client.run(seconds: 20) { client.end != nil })
        #expect(bench.metrics().connectionsRefused(.handshakeTimeout) == 1)
    }

    /// The deadline runs from accept, not from the last octet.
    @Test func aHandshakeThatTricklesIn() throws {
        let bench = try bench()
        let client = try TestClient(cleartext: bench.port)
        // A ClientHello of 16 KB that would take longer than this test.
        let hello: [UInt8] = [0x16, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc, 3, 3] + [UInt8](repeating: 0, count: 16_000)
        #expect(trickle(hello, to: client))
        #expect(bench.metrics().connectionsRefused(.handshakeTimeout) == 1)
    }

    @Test(arguments: [0, 1, 10, 23, 24]) func aPrefaceThatStops(after count: Int) throws {
        let bench = try bench()
        let client = try TestClient(frames: bench.port)
        client.send(Array(Self.preface.prefix(count)))
        #expect(client.run(seconds: 20) { client.end != nil })
        #expect(bench.wait { bench.metrics().value(of: .openConnections) == 0 })
    }

    @Test func frameByFrameIsNoRequest() throws {
        let bench = try bench()
        let client = try TestClient(frames: bench.port)
        client.send(Self.preface + F.settings())
        #expect(
            client.run(seconds: 20) {
                if client.end == nil { client.send(F.ping()) }
                return client.end != nil
            })
    }

    @Test func aHeadThatTricklesIn() throws {
        let bench = try bench()
        let client = try TestClient(http1: bench.port)
        #expect(
            trickle(Array(("GET /open/a HTTP/1.1\r\nx: " + String(repeating: "y", count: 15_000)).utf8), to: client))
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aFieldSectionWithoutEnd() throws {
        let bench = try bench()
        let client = try TestClient(frames: bench.port)
        let request = [(":method", "GET"), (":scheme", "https"), (":authority", "gateway.test"), (":path", "/open/a")]
        client.send(Self.preface + F.settings() + F.frame(1, 1, 1, F.encode(request)))
        #expect(client.run(seconds: 20) { client.end != nil })
        expectNothingOpen(bench)
    }

    // MARK: Bodies

    /// CVE-2024-28869: a length, and nothing behind it.
    @Test(arguments: ["/open/a", "/webhook"]) func aBodyThatDoesNotCome(path: String) throws {
        let bench = try bench()
        let signature = "fluent-signature: \(String(repeating: "A", count: 171))="
        let client = try TestClient(http1: bench.port)
        client.send("POST \(path) HTTP/1.1\r\nhost: gateway.test\r\ncontent-length: 5\r\n\(signature)\r\n\r\n")
        #expect(client.run(seconds: 20) { client.end != nil })
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        let other = try TestClient(http2: bench.port)
        let fields = [("content-length", "5"), ("fluent-signature", String(repeating: "A", count: 171) + "=")]
        let stream = try other.request(path, method: "POST", body: MessageBuffer([], isEnded: false), more: fields)
        #expect(other.run(seconds: 20) { other.closeCode(of: stream) != nil })
        #expect(other.status(of: stream) == 408)
        expectNothingOpen(bench)
    }

    // MARK: Responses

    /// CVE-2026-49975: a client that never opens its window, on as many streams as it may have.
    @Test func windowsThatNeverOpen() throws {
        let bench = try bench { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            connection.respond(event.stream, body: [UInt8](repeating: 1, count: 100_000))
        }
        let client = try TestClient(frames: bench.port)
        let get = [(":method", "GET"), (":scheme", "https"), (":authority", "gateway.test"), (":path", "/open/a")]
        let requests = (0..<100).flatMap { F.section(UInt32($0) * 2 + 1, get, ends: true) }
        client.send(Self.preface + F.settings([(4, 0)]) + requests)
        #expect(client.run(seconds: 20) { bench.metrics().value(of: .openExchanges) == 100 })
        // The window of the connection is opened again and again, which helps no stream.
        #expect(
            client.run(seconds: 20) {
                if client.end == nil { client.send(F.windowUpdate(0, 1)) }
                return bench.metrics().value(of: .openExchanges) == 0
            })
        expectNothingOpen(bench)
        let records = try bench.accessRecords()
        #expect(records.count == 100)
        #expect(records.allSatisfy { $0.contains("response_write_timeout") })
    }

    /// The same for replies of the gateway's own.
    @Test func windowsThatNeverOpenForLocalReplies() throws {
        let bench = try bench()
        let client = try TestClient(frames: bench.port)
        let get = [(":method", "GET"), (":scheme", "https"), (":authority", "gateway.test"), (":path", "/nowhere")]
        let requests = (0..<100).flatMap { F.section(UInt32($0) * 2 + 1, get, ends: true) }
        client.send(Self.preface + F.settings([(4, 0)]) + requests)
        #expect(client.run(seconds: 20) { bench.metrics().value(of: .openExchanges) == 100 })
        #expect(client.run(seconds: 20) { bench.metrics().value(of: .openExchanges) == 0 })
        #expect(try bench.accessRecords().count == 100)
    }
}
