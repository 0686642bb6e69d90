import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct AuditRecordTests {
    @Test func tellsTheEvidence() throws {
        var queue = ByteQueue()
        AuditRecord.append(
            to: &queue, event: .signatureRefused, connection: SampleFacts.connection, exchange: SampleFacts.exchange,
            head: SampleFacts.head(), path: "/hook".utf8.span)
        let line = bytes(of: queue)
        let record = try parsed(line)
        #expect(record.text("record") == "audit")
        #expect(record.text("event") == "signature_refused")
        #expect(record.text("reason") == "signature_invalid")
        #expect(record.text("request_id") == "77777777777777777777777777777777")
        #expect(record.text("key") == "sandbox")
        #expect(record.text("body_sha256") == String(repeating: "ab", count: 32))
        #expect(
            record.text("policy") == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(!String(decoding: line, as: UTF8.self).contains("s3cret"))
    }

    @Test func tellsNoBodyDigestThatWasNotTaken() throws {
        var queue = ByteQueue()
        AuditRecord.append(
            to: &queue, event: .requestRefused, connection: SampleFacts.connection,
            exchange: SampleFacts.minimalExchange, head: FieldBlock(), path: [UInt8]().span)
        let record = try parsed(bytes(of: queue))
        #expect(record["body_sha256"] == nil)
        #expect(record["target"] == nil)
    }

    @Test func tellsRefusedConnections() throws {
        let line = written {
            AuditRecord.append(
                to: &$0, at: Timestamp(nanoseconds: 0), connection: SampleFacts.connection, reason: .tlsNameUnknown,
                policy: SHA256Value(bytes: InlineArray(repeating: 0xab)))
        }
        let record = try parsed(line)
        #expect(record.text("event") == "connection_refused")
        #expect(record.text("policy") == String(repeating: "ab", count: 32))
        #expect(record.text("reason") == "tls_name_unknown")
        #expect(record.text("sni") == "hooks.example.com")
    }

    @Test func tellsActsOfTheGateway() throws {
        let line = written {
            AuditRecord.append(
                to: &$0, at: Timestamp(nanoseconds: 0), event: .listenerOpened,
                fields: ["name": .text("public\n\u{2028}\"é"), "workers": .integer(-2), "tls": .flag(true)])
        }
        let record = try parsed(line)
        #expect(record.text("event") == "listener_opened")
        #expect(record.bytes("name") == Array("public\n\u{2028}\"é".utf8))
        #expect(record.number("workers") == -2)
        #expect(record["tls"] as? Bool == true)
    }
}
