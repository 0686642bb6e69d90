import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehouseAudit

struct RecordIndexTests {
    private func sampleLine() -> [UInt8] {
        var queue = ByteQueue()
        AuditRecord.append(
            to: &queue, event: .signatureRefused, connection: SampleFacts.connection, exchange: SampleFacts.exchange,
            head: SampleFacts.head(), path: "/hook".utf8.span)
        return bytes(of: queue).dropLast()
    }

    private func isRead(_ line: some Collection<UInt8>, _ index: inout RecordIndex) -> Bool {
        index.read(Array(line).span)
    }

    private func text(_ member: RecordIndex.Member, _ index: RecordIndex, _ line: [UInt8]) -> String {
        String(decoding: line[index.range(of: member)], as: UTF8.self)
    }

    @Test func findsEveryMemberThatAnotherParserFinds() throws {
        let line = sampleLine()
        let record = try parsed(line + [UInt8(ascii: "\n")])
        var index = RecordIndex()
        #expect(isRead(line, &index))
        for member in RecordIndex.Member.allCases {
            let expected = record[member.name].map { "\($0)" } ?? ""
            #expect(text(member, index, line) == expected, "\(member)")
            #expect(index.has(member) == (record[member.name] != nil), "\(member)")
        }
        let (status, reason) = (index.number(.status, in: line.span), index.number(.reason, in: line.span))
        #expect(status == 401 && reason == nil)
        let count = index.rejectionCount(in: line.span)
        #expect(count == 1)
    }

    @Test func readsRecordsWithFieldsAndActsOfTheGateway() throws {
        let recorded = try RecordedFields(names: ["user-agent"])
        let access = written {
            AccessRecord.append(
                to: &$0, connection: SampleFacts.connection, exchange: SampleFacts.exchange, head: SampleFacts.head(),
                path: [UInt8]().span, recorded: recorded)
        }.dropLast()
        var index = RecordIndex()
        #expect(isRead(Array(access), &index) && !index.has(.event))
        let count = index.rejectionCount(in: Array(access).span)
        #expect(count == 0, "the audit record of the same exchange counts")
        // Behind the brace of the recorded fields, too, the line is not whole.
        for count in 0..<access.count { #expect(!isRead(access.prefix(count), &index)) }
        let act = written {
            AuditRecord.append(
                to: &$0, at: Timestamp(nanoseconds: 0), event: .listenerOpened,
                fields: ["x": .flag(true), "n": .integer(-2), "listener": .text("a\"b")])
        }.dropLast()
        #expect(isRead(Array(act), &index))
        #expect(text(.listener, index, Array(act)) == "a\\u0022b" && !index.has(.reason))
    }

    /// Of every prefix, and of lines with one byte changed to something that no record has there, none is taken for a record.
    @Test func cutOffAndDamagedLinesAreNoRecords() {
        let line = sampleLine()
        var index = RecordIndex()
        for count in 0..<line.count { #expect(!isRead(Array(line.prefix(count)), &index)) }
        for position in line.indices {
            for byte: UInt8 in [0, 0x0a, 0x7f, 0xff] {
                var damaged = line
                damaged[position] = byte
                #expect(!isRead(damaged, &index), "\(position)")
            }
        }
    }

    @Test(arguments: [
        "", "{}", "null", "{\"time\":\"2026-11-25T16:03:31.123456Z\"}", "{\"time\":\"2026-11-25T16:03:31.123456Z\",}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\"",
        "[{\"time\":\"2026-11-25T16:03:31.123456Z\"}]",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":[]}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\"}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\"fields\":{}}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\"}}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\" ,\"record\":\"audit\"}",
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\"fields\":{\"a\":\"b\"}",
    ])
    func otherFormsAreNoRecords(_ text: String) {
        var index = RecordIndex()
        #expect(!isRead(Array(text.utf8), &index))
    }

    @Test func anyBytesAtAllAreSafe() {
        var random = SeededGenerator(seed: 7)
        var index = RecordIndex()
        let opening = Array("{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":".utf8)
        for _ in 0..<5000 {
            _ = index.read((opening + random.hostileBytes(upTo: 60) + [UInt8(ascii: "}")]).span)
            _ = index.read(random.hostileBytes(upTo: 80).span)
        }
    }

    @Test func tellsTheTimeOfALineThatIsCutOff() {
        let line = Array("{\"time\":\"1970-01-01T00:00:01.000002Z\",\"rec".utf8)
        let time = RecordIndex.timeNanoseconds(ofLine: line.span)
        #expect(time == 1_000_002_000)
        let none = RecordIndex.timeNanoseconds(ofLine: line.span.extracting(0..<13))
        #expect(none == nil)
    }
}
