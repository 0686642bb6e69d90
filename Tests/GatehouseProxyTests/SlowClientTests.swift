import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseSignatures
import GatehouseTransport
import Testing

@testable import GatehouseProxy

/// Clients that always do something, and never get on.
@Suite(.serialized) struct SlowClientTests {
    /// Grace, and a byte in a millisecond.
    private static let graceMilliseconds: UInt64 = 800

    private func bench(_ behaviour: @escaping TestConnector.Behaviour) throws -> Bench {
        var limits = Bench.limits
        limits.responseWriteMilliseconds = Self.graceMilliseconds
        limits.nanosecondsPerByte = 1_000_000
        var deadlines = Bench.deadlines
        deadlines.requestBodyMilliseconds = UInt32(Self.graceMilliseconds)
        return try Bench(deadlines: deadlines, limits: limits, behaviour)
    }

    /// Sends a chunk every 50 ms until the connection ends or the time is over.
    ///
    /// - Returns: how long it took, in seconds.
    private func trickle(_ client: TestClient, byteCount: Int, seconds: Double) -> Double {
        let began = Clock.monotonicNanoseconds()
        func elapsed() -> Double { Double(Clock.monotonicNanoseconds() - began) / 1e9 }
        let chunk = "\(String(byteCount, radix: 16))\r\n\(String(repeating: "x", count: byteCount))\r\n"
        while elapsed() < seconds, client.end == nil {
            client.send(chunk)
            client.run(seconds: 0.05) { client.end != nil }
        }
        return elapsed()
    }

    @Test func anUploadThatTricklesIsGivenUp() throws {
        let bench = try bench(TestConnector.echo)
        let client = try TestClient(http1: bench.port)
        client.send("POST /open/a HTTP/1.1\r\nhost: gateway.test\r\ntransfer-encoding: chunked\r\n\r\n")
        #expect(trickle(client, byteCount: 1, seconds: 20) < 15)
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
        #expect(client.text.contains("request_body_timeout"))
    }

    @Test func aSignedBodyThatTricklesIsGivenUp() throws {
        let bench = try bench(TestConnector.echo)
        let values = try FluentSigner.sign(body: "x".utf8.span, key: Bench.signingKey)
        let client = try TestClient(http1: bench.port)
        client.send(
            "POST /webhook HTTP/1.1\r\nhost: gateway.test\r\nfluent-signature: \(values.signature)\r\n"
                + "flex.signature: \(values.legacySignature)\r\ntransfer-encoding: chunked\r\n\r\n")
        #expect(trickle(client, byteCount: 1, seconds: 20) < 15)
        #expect(client.text.contains("request_body_timeout"))
        #expect(bench.connector.begunCount == 0)
    }

    /// Ten times as fast as it must be, for three times its grace.
    @Test func anUploadThatKeepsUpIsLeftAlone() throws {
        let bench = try bench(TestConnector.echo)
        let client = try TestClient(http1: bench.port)
        client.send("POST /open/a HTTP/1.1\r\nhost: gateway.test\r\ntransfer-encoding: chunked\r\n\r\n")
        #expect(trickle(client, byteCount: 500, seconds: 2.4) >= 2.4)
        client.send("0\r\n\r\n")
        #expect(client.run { client.text.hasPrefix("HTTP/1.1 200 ") })
    }

    /// The connector takes nothing for longer than the grace: that is not the client's fault.
    @Test func theConnectorsSlownessIsNotTheClients() throws {
        let bench = try bench { event, connection in
            guard let event, event.kind == .requestHead else { return }
            connection.firstStream = event.stream
        }
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/open/a")
        #expect(client.run { bench.connector.received.count == 1 })
        #expect(!client.run(seconds: 1.6) { client.isComplete(stream) })
        bench.connector.run { connections in
            for connection in connections {
                if let stream = connection.firstStream { connection.respond(stream, body: [65]) }
            }
        }
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 200)
    }

    @Test func aResponseThatIsTakenByteByByteIsBrokenOff() throws {
        let bench = try bench { event, connection in
            guard let event, event.kind == .requestHead else { return }
            connection.respond(event.stream, body: [UInt8](repeating: 1, count: 1 << 20))
        }
        var settings = HTTP2Settings()
        settings.initialWindowBytes = 2
        let client = try TestClient(http2: bench.port, settings: settings)
        let stream = try client.request("/open/a")
        let began = Clock.monotonicNanoseconds()
        var seconds = 0.0
        while client.closeCode(of: stream) == nil, seconds < 20 {
            client.run(seconds: 0.05) { client.closeCode(of: stream) != nil }
            client.allowMore(stream)
            seconds = Double(Clock.monotonicNanoseconds() - began) / 1e9
        }
        #expect(seconds < 15)
        // It was taking some all the time.
        #expect(client.body(of: stream).count < 1 << 20)
        #expect(try bench.accessRecords().first?.contains("response_write_timeout") == true)
    }

    /// The connector takes one request at a time, and a slow client has it: whoever waits gets it within a second or two.
    @Test func aSlowClientGivesWayToOneThatWaits() throws {
        var settings = HTTP2Settings()
        settings.maximumConcurrentStreams = 1
        let bench = try Bench(maximumConnections: 1, connectorSettings: settings, TestConnector.echo)
        let first = try TestClient(http2: bench.port)
        let stream = try first.request("/open/first")
        #expect(first.run { first.isComplete(stream) })
        let slow = try first.request("/open/slow", method: "POST", body: MessageBuffer([1], isEnded: false))
        #expect(first.run { bench.connector.begunCount == 1 })
        let client = try TestClient(http2: bench.port, from: 2)
        let waiting = try client.request("/open/waiting")
        #expect(client.run { client.isComplete(waiting) })
        #expect(client.status(of: waiting) == 200)
        #expect(first.run { first.isComplete(slow) })
        #expect(first.status(of: slow) == 408)
    }

    /// Handshake and head have one deadline together, not one after the other.
    @Test func theFirstHeadIsDueFromAccept() throws {
        var limits = Bench.limits
        limits.handshakeMilliseconds = 3_000
        limits.requestHeadMilliseconds = 3_000
        let bench = try Bench(limits: limits, TestConnector.echo)
        let client = try TestClient(http1: bench.port, handshake: false)
        client.wait(seconds: 2)
        try client.shakeHands()
        client.send("GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n")
        #expect(client.run(seconds: 2.4) { client.end != nil })
        #expect(client.text.hasPrefix("HTTP/1.1 408 "))
    }
}
