import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehouseAudit

struct AccessRecordTests {
    private func line(
        _ connection: ConnectionFacts, _ exchange: ExchangeFacts, _ head: borrowing FieldBlock, path: [UInt8] = [],
        recorded: RecordedFields = .none
    ) -> [UInt8] {
        var queue = ByteQueue()
        AccessRecord.append(
            to: &queue, connection: connection, exchange: exchange, head: head, path: path.span, recorded: recorded)
        return bytes(of: queue)
    }

    @Test func tellsEveryFact() throws {
        let recorded = try RecordedFields(names: ["user-agent"])
        let line = line(
            SampleFacts.connection, SampleFacts.exchange, SampleFacts.head(), path: Array("/hook?token=s3cret".utf8),
            recorded: recorded)
        let expected = """
            {"time":"2026-11-25T16:05:32.846745Z","record":"access","listener":"public","tls":"TLSv1.3",\
            "cipher":"TLS_AES_128_GCM_SHA256","sni":"hooks.example.com","peer":"192.0.2.10:51234",\
            "request_id":"77777777777777777777777777777777","client":"203.0.113.7","client_from":"x_forwarded_for",\
            "version":"HTTP/2","method":"POST","authority":"hooks.example.com","target":"/hook","query_bytes":12,\
            "path":"/hook","route":"webhook","exposure":"public","scheme":"fluent","upstream":"connector","key":"sandbox",\
            "reason":"signature_invalid","status":401,"upstream_address":"127.0.0.1:8080",\
            "request_bytes":384,"response_bytes":18,"duration_us":1234,"upstream_us":987,\
            "fields":{"user-agent":"probe/1.0"}}

            """
        #expect(String(decoding: line, as: UTF8.self) == expected)
        _ = try parsed(line)
    }

    @Test func leavesOutWhatIsNotKnown() throws {
        let connection = ConnectionFacts(listener: "clear", peer: AddressText("[::1]:1"))
        let record = try parsed(line(connection, SampleFacts.minimalExchange, FieldBlock()))
        #expect(
            Set(record.keys) == [
                "time", "record", "listener", "peer", "request_id", "version", "request_bytes", "response_bytes",
                "duration_us",
            ])
    }

    @Test func tellsNoSecret() throws {
        let text = String(
            decoding: line(
                SampleFacts.connection, SampleFacts.exchange, SampleFacts.head(),
                path: Array("/hook?token=s3cret".utf8)), as: UTF8.self)
        #expect(!text.contains("s3cret"))
    }

    @Test(arguments: ["GET", "CONNECT", "PURGE", "VERSION-CONTROL1", "!#$%&'*+-.^_`|~"])
    func tellsTheMethodAsReceived(method: String) throws {
        var exchange = SampleFacts.minimalExchange
        exchange.method = Method(method)
        #expect(try parsed(line(SampleFacts.connection, exchange, FieldBlock())).text("method") == method)
    }

    /// Whatever stands in every place that a peer can fill, the line parses, is one line, and gives the bytes back.
    @Test(arguments: 1...20) func hostileExchangesCannotForgeALine(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed &* 977)
        for _ in 0..<50 {
            let target = generator.hostileBytes(upTo: 200)
            let authority = generator.hostileBytes(upTo: 80) + [1]
            let path = generator.hostileBytes(upTo: 200)
            let serverName = String(decoding: generator.hostileBytes(upTo: 80), as: UTF8.self)
            let record = try parsed(
                line(
                    SampleFacts.connection(serverName: serverName), SampleFacts.exchange,
                    SampleFacts.head(target: target, authority: authority),
                    path: path))
            #expect(record.bytes("target") == Array(target.prefix { $0 != UInt8(ascii: "?") }))
            #expect(record.bytes("authority") == authority)
            #expect((record.bytes("path") ?? []) == Array(path.prefix { $0 != UInt8(ascii: "?") }))
            #expect(record.bytes("sni") == Array(serverName.utf8))
            #expect(record.number("status") == 401)
            #expect(record.text("reason") == "signature_invalid")
        }
    }
}
