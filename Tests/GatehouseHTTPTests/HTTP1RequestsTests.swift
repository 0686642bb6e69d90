import GatehouseHTTP
import TestSupport
import Testing

/// `Tests/Adversarial/http1-requests.tsv`: whole, octet by octet, and cut at random.
struct HTTP1RequestsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let input: [UInt8]
        let expected: String
        let testDescription: String
    }

    static let rows: [Row] = readTable("http1-requests.tsv").map { columns in
        Row(
            input: Bytes.unescape(columns[0]), expected: String(columns[1]),
            testDescription: columns.count > 2 ? String(columns[2]) : String(columns[0]))
    }

    @Test func tableIsThere() {
        #expect(Self.rows.count >= 150)
    }

    @Test(arguments: rows)
    func outcomeIsAsWritten(row: Row) {
        let transcript = HTTP1Transcript.play(row.input) { row.input.count }
        #expect(transcript.outcome.joined(separator: " ") == row.expected)
    }

    @Test(arguments: rows)
    func cutsDoNotMatter(row: Row) {
        let whole = HTTP1Transcript.play(row.input) { row.input.count }
        let single = HTTP1Transcript.play(row.input) { 1 }
        #expect(single.outcome == whole.outcome)
        #expect(single.details == whole.details)
        for seed in 1...20 {
            var random = SeededGenerator(seed: UInt64(seed))
            let cut = HTTP1Transcript.play(row.input) { Int(random.next() % 13) + 1 }
            #expect(cut.outcome == whole.outcome, "seed \(seed)")
            #expect(cut.details == whole.details, "seed \(seed)")
        }
    }

    /// One octet of a good request changed: never a trap, and the same outcome for every way of cutting.
    @Test func changedOctetsDoNotMatterEither() {
        let request = Bytes.unescape(
            "POST http://a.example/x HTTP/1.1\\r\\nHost: a.example\\r\\nConnection: x-a\\r\\nX-A: b\\r\\nTransfer-Encoding: "
                + "chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\nx-t: u\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"
        )
        for position in request.indices {
            for replacement: UInt8 in [0, 0x09, 0x0a, 0x0d, 0x20, 0x2c, 0x30, 0x3a, 0x7f, 0x80] {
                var changed = request
                changed[position] = replacement
                let whole = HTTP1Transcript.play(changed) { changed.count }
                let single = HTTP1Transcript.play(changed) { 1 }
                #expect(single.outcome == whole.outcome, "octet \(position) changed to \(replacement)")
                #expect(single.details == whole.details, "octet \(position) changed to \(replacement)")
            }
        }
    }
}
