import GatehouseHTTP
import GatehousePolicy
import Testing

@testable import GatehouseAudit

struct RecordFilterTests {
    private func line() -> [UInt8] {
        var queue = ByteQueue()
        AuditRecord.append(
            to: &queue, event: .signatureRefused, connection: SampleFacts.connection, exchange: SampleFacts.exchange,
            head: SampleFacts.head(), path: "/hook".utf8.span)
        return bytes(of: queue).dropLast()
    }

    /// As the search decides: time, then raw bytes, then members.
    private func isFound(_ line: [UInt8], _ filter: RecordFilter) -> Bool {
        var index = RecordIndex()
        guard index.read(line.span) else { return false }
        let text = String(decoding: line, as: UTF8.self)
        return filter.coversTime(of: line.span)
            && filter.needles.allSatisfy { text.contains(String(decoding: $0, as: UTF8.self)) }
            && filter.matches(index, line.span)
    }

    private func filter(_ change: (inout RecordFilter) -> Void) -> RecordFilter {
        var filter = RecordFilter()
        change(&filter)
        return filter
    }

    @Test func findsByEachCriterion() {
        let line = line()
        #expect(isFound(line, RecordFilter()))
        #expect(isFound(line, filter { $0.reasons = ["signature_invalid"] }))
        #expect(isFound(line, filter { $0.reasons = ["route_not_found", "signature_invalid"] }))
        #expect(!isFound(line, filter { $0.reasons = ["route_not_found"] }))
        #expect(isFound(line, filter { $0.routes = ["webhook"] }))
        #expect(!isFound(line, filter { $0.routes = ["web"] }))
        #expect(isFound(line, filter { $0.keys = ["sandbox"] }))
        #expect(!isFound(line, filter { $0.keys = ["live", "other"] }))
        #expect(isFound(line, filter { $0.events = ["signature_refused"] }))
        #expect(!isFound(line, filter { $0.events = ["policy_loaded"] }))
        #expect(isFound(line, filter { $0.setText("hooks.example") }))
        #expect(!isFound(line, filter { $0.setText("hooks-example") }))
    }

    @Test func findsByClientAddressNotByPeer() throws {
        for (network, expected) in [("203.0.113.0/24", true), ("203.0.113.7", true), ("192.0.2.0/24", false)] {
            let wanted = try #require(Network(network))
            #expect(isFound(line(), filter { $0.clients = NetworkSet([wanted]) }) == expected, "\(network)")
        }
    }

    @Test func connectionsAreFoundByTheirPeer() throws {
        let refused = written {
            AuditRecord.append(
                to: &$0, at: Timestamp(nanoseconds: 0), connection: SampleFacts.connection, reason: .tlsNameUnknown,
                policy: SampleFacts.minimalExchange.policyDigest)
        }
        let wanted = try #require(Network("192.0.2.0/28"))
        #expect(isFound(Array(refused.dropLast()), filter { $0.clients = NetworkSet([wanted]) }))
    }

    @Test func countedRejectionsAreFoundWhenNetworksOverlap() throws {
        let line = Array(
            ("{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\"event\":\"rejections_aggregated\","
                + "\"client_network\":\"198.51.100.0/24\",\"reason\":\"route_not_found\",\"count\":7}").utf8)
        for (network, expected) in [("198.51.100.9", true), ("198.51.0.0/16", true), ("198.51.101.0/24", false)] {
            let wanted = try #require(Network(network))
            #expect(isFound(line, filter { $0.clients = NetworkSet([wanted]) }) == expected, "\(network)")
        }
    }

    @Test func timesBeginInclusivelyAndEndExclusively() {
        // The record's time is cut to microseconds.
        let moment: Int64 = 1_795_622_732_846_745_000
        #expect(isFound(line(), filter { $0.since = Timestamp(nanoseconds: moment) }))
        #expect(!isFound(line(), filter { $0.since = Timestamp(nanoseconds: moment + 1000) }))
        #expect(isFound(line(), filter { $0.until = Timestamp(nanoseconds: moment + 1000) }))
        #expect(!isFound(line(), filter { $0.until = Timestamp(nanoseconds: moment) }))
    }

    @Test func textsAreFoundAsTheyWereReceived() {
        let hostile = Array("/caf\u{e9}\"".utf8)
        var queue = ByteQueue()
        AuditRecord.append(
            to: &queue, event: .requestRefused, connection: SampleFacts.connection, exchange: SampleFacts.exchange,
            head: SampleFacts.head(target: hostile), path: [UInt8]().span)
        let line = Array(bytes(of: queue).dropLast())
        #expect(isFound(line, filter { $0.setText("caf\u{e9}\"") }))
    }

    @Test func accessRecordsAreAnswersOnlyWhenAskedFor() {
        let access = written {
            AccessRecord.append(
                to: &$0, connection: SampleFacts.connection, exchange: SampleFacts.exchange, head: SampleFacts.head(),
                path: [UInt8]().span)
        }.dropLast()
        #expect(!isFound(Array(access), RecordFilter()))
        #expect(isFound(Array(access), filter { $0.includesAccess = true }))
    }
}
