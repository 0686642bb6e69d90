import GatehouseHTTP
import TestSupport
import Testing

/// `Tests/Adversarial/http1-responses.tsv`: whole, octet by octet, and cut at random.
struct HTTP1ResponsesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let method: String
        let input: [UInt8]
        let endsConnection: Bool
        let expected: String
        let testDescription: String
    }

    static let rows: [Row] = readTable("http1-responses.tsv").map { columns in
        let isHead = columns[0].hasPrefix("HEAD|")
        let ends = columns[0].hasSuffix("|END")
        let text = columns[0].dropFirst(isHead ? 5 : 0).dropLast(ends ? 4 : 0)
        return Row(
            method: isHead ? "HEAD" : "GET", input: Bytes.unescape(text), endsConnection: ends,
            expected: String(columns[1]), testDescription: String(columns[2]))
    }

    /// What the codec makes of the input, given in pieces.
    private func outcome(_ row: Row, pieces: () -> Int) -> String {
        let codec = HTTP1ClientCodec(limits: HTTP1Limits())
        var head = FieldBlock()
        head.append(.method, value: row.method)
        head.append(.path, value: "/")
        codec.submit(head, body: nil)
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: 1_000)
        var position = 0
        while position < row.input.count {
            let end = min(row.input.count, position + pieces())
            codec.receive(row.input.span.extracting(position..<end))
            position = end
        }
        if row.endsConnection { _ = codec.receiveEnd() }
        return summary(codec)
    }

    private func summary(_ codec: HTTP1ClientCodec) -> String {
        var isComplete = false
        while let event = codec.nextEvent() {
            switch event {
            case .violation: return "malformed"
            case .responseHead(ended: true), .ended: isComplete = true
            case .responseHead, .interimHead, .body: break
            }
        }
        guard isComplete else { return "incomplete" }
        let content = codec.message.body.withSpan { String(decoding: $0) }
        return "\(codec.message.status) \(content) \(codec.finishExchange() ? "kept" : "closed")"
    }

    @Test func tableIsThere() {
        #expect(Self.rows.count >= 60)
    }

    @Test(arguments: rows)
    func outcomeIsAsWritten(row: Row) {
        #expect(outcome(row) { row.input.count } == row.expected)
        #expect(outcome(row) { 1 } == row.expected)
        for seed in 1...20 {
            var random = SeededGenerator(seed: UInt64(seed))
            #expect(outcome(row) { Int(random.next() % 13) + 1 } == row.expected, "seed \(seed)")
        }
    }

    /// One octet of a good response changed: never a trap, and the same outcome for every way of cutting.
    @Test func changedOctetsDoNotTrap() {
        let good =
            "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n0\\r\\n"
            + "x: y\\r\\n\\r\\n"
        let input = Bytes.unescape(good[...])
        for position in input.indices {
            for replacement: UInt8 in [0, 0x09, 0x0a, 0x0d, 0x20, 0x30, 0x3a, 0x7f, 0x80] {
                var changed = input
                changed[position] = replacement
                let row = Row(
                    method: "GET", input: changed, endsConnection: false, expected: "", testDescription: "")
                #expect(outcome(row) { changed.count } == outcome(row) { 1 }, "octet \(position) to \(replacement)")
            }
        }
    }
}
