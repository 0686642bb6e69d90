import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseSignatures
import GatehouseTLS
import Testing

@testable import GatehouseProxy

/// Clients that leave, stall, half-close or send more than is wanted.
@Suite(.serialized) struct DownstreamTests {
    private let get = "GET /open/a HTTP/1.1\r\nhost: gateway.test\r\n\r\n"

    @Test func anUploadThatIsBrokenOffIsNotCompletedUpstream() throws {
        let bench = try Bench { _, _ in }
        let client = try TestClient(http2: bench.port)
        let body = MessageBuffer([UInt8](repeating: 1, count: 10_000), isEnded: false)
        let stream = try client.request("/open/a", method: "POST", body: body)
        #expect(client.run { bench.connector.acceptedCount == 1 && client.session?.wantsWrite == false })
        client.session?.reset(stream, code: .cancel)
        client.flush()
        #expect(client.run { !bench.connector.resets.isEmpty })
        #expect(bench.connector.resets == [.cancel])
        #expect(bench.connector.received.isEmpty)
        let records = try bench.accessRecords()
        #expect(records.count == 1)
        #expect(records.first?.contains("client_reset") == true)
    }

    @Test func aClientThatDoesNotReadStopsTheConnectorAndNobodyElse() throws {
        let bench = try Bench { event, connection in
            guard let event else { return }
            if event.kind == .requestHead, connection.text(of: event.stream, .path) == "/open/slow" {
                connection.respond(event.stream, body: [UInt8](repeating: 1, count: 8 << 20))
            } else {
                TestConnector.echo(event, connection)
            }
        }
        let client = try TestClient(http2: bench.port)
        let slow = try client.request("/open/slow")
        for _ in 0..<10 {
            let other = try client.request("/open/other")
            #expect(client.run { client.isComplete(other) })
        }
        // One stream's window at the client, one in the gateway.
        #expect(bench.connector.takenByteCount <= 2 * 262_144)
        #expect(
            client.run {
                client.allowMore(slow)
                return client.isComplete(slow)
            })
        #expect(client.body(of: slow).count == 8 << 20)
    }

    @Test func aClientThatNeverReadsIsGivenUp() throws {
        var limits = Bench.limits
        limits.responseWriteMilliseconds = 200
        let bench = try Bench(limits: limits) { event, connection in
            guard let event, event.kind == .requestHead else { return }
            connection.respond(event.stream, body: [UInt8](repeating: 1, count: 8 << 20))
        }
        let client = try TestClient(http2: bench.port)
        let slow = try client.request("/open/slow")
        #expect(client.run { client.closeCode(of: slow) != nil })
        #expect(!client.isComplete(slow))
        #expect(bench.connector.resets == [.cancel])
        #expect(try bench.accessRecords().first?.contains("response_write_timeout") == true)
    }

    @Test func aHalfClosedClientGetsItsResponse() throws {
        let bench = try Bench { event, connection in
            if let event, event.kind == .requestHead { connection.firstStream = event.stream }
        }
        let client = try TestClient(http1: bench.port)
        client.send(get)
        client.endSending()
        #expect(client.run { bench.connector.received.count == 1 })
        bench.connector.run { connections in
            for connection in connections {
                if let stream = connection.firstStream { connection.respond(stream, body: [65]) }
            }
        }
        #expect(client.run { client.end != nil })
        #expect(client.text.hasSuffix("A\r\n0\r\n\r\n"))
        #expect(client.end == .ended(clean: true))
    }

    @Test func aLocalReplyToHeadHasNoContent() throws {
        let bench = try Bench(TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request("/nowhere", method: "HEAD")
        #expect(client.run { client.closeCode(of: stream) != nil })
        #expect(client.status(of: stream) == 404)
        #expect(client.closeCode(of: stream) == .noError)
        #expect(client.body(of: stream).isEmpty)
    }

    @Test func aRefusedUploadIsAnsweredAtOnceAndTheConnectionCloses() throws {
        let bench = try Bench(TestConnector.echo)
        let client = try TestClient(http1: bench.port)
        client.send("POST /nowhere HTTP/1.1\r\nhost: gateway.test\r\ncontent-length: 1000000\r\n\r\nabc")
        #expect(client.run { client.end != nil })
        #expect(client.text.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(client.text.contains("\r\nconnection: close\r\n"))
        #expect(bench.connector.acceptedCount == 0)
    }

    @Test func trailersThatClaimAnIdentityAreRefusedOnHTTP2() throws {
        let bench = try Bench(TestConnector.echo)
        let client = try TestClient(http2: bench.port)
        let body = MessageBuffer([1, 2, 3])
        body.trailers.append(name: "x-forwarded-for", value: "10.0.0.1")
        let stream = try client.request("/open/a", method: "POST", body: body)
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 400)
        #expect(bench.connector.received.isEmpty)
    }

    @Test func theRecordOfARefusedBodyHasItsDigest() throws {
        let bench = try Bench(TestConnector.echo)
        let values = try FluentSigner.sign(body: "abd".utf8.span, key: Bench.signingKey)
        let client = try TestClient(http2: bench.port)
        let stream = try client.request(
            "/webhook", method: "POST", body: MessageBuffer(Array("abc".utf8)),
            more: [("fluent-signature", values.signature), ("flex.signature", values.legacySignature)])
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 401)
        let records = try bench.auditRecords()
        #expect(records.count == 1)
        // SHA-256 of "abc" (FIPS 180-2, appendix B.1).
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(records.first?.contains(digest) == true)
        #expect(bench.connector.acceptedCount == 0)
    }

    @Test func whatIsHeldIsBounded() throws {
        var limits = Bench.limits
        limits.maximumHeldBytes = 10_000
        let bench = try Bench(limits: limits, TestConnector.echo)
        let content = [UInt8](repeating: 65, count: 20_000)
        let values = try FluentSigner.sign(body: content.span, key: Bench.signingKey)
        let fields = [("fluent-signature", values.signature), ("flex.signature", values.legacySignature)]
        let client = try TestClient(http2: bench.port)
        for _ in 0..<2 {
            let stream = try client.request("/webhook", method: "POST", body: MessageBuffer(content), more: fields)
            #expect(client.run { client.isComplete(stream) })
            #expect(client.status(of: stream) == 503)
        }
        // What was held is given back.
        let small = try FluentSigner.sign(body: "{}".utf8.span, key: Bench.signingKey)
        let stream = try client.request(
            "/webhook", method: "POST", body: MessageBuffer(Array("{}".utf8)),
            more: [("fluent-signature", small.signature), ("flex.signature", small.legacySignature)])
        #expect(client.run { client.isComplete(stream) })
        #expect(client.status(of: stream) == 200)
    }
}
