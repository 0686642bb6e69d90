import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehouseAudit

struct ByteQueueRecordTests {
    /// A line with one text member.
    private func line(_ text: [UInt8]) -> [UInt8] {
        written { queue in
            queue.openRecord("access", at: Timestamp(nanoseconds: 0))
            queue.appendMember("text", text: text.span)
            queue.closeRecord()
        }
    }

    @Test func everyByteComesBack() throws {
        for byte in UInt8.min...UInt8.max {
            #expect(try parsed(line([byte])).bytes("text") == [byte])
        }
    }

    /// The rows of `Tests/Adversarial/records.tsv`: `\xNN` in the input stands for that byte.
    @Test(arguments: try AdversarialRow.all(of: "Tests/Adversarial/records.tsv"))
    func hostileTextStaysInItsMember(row: AdversarialRow) throws {
        let line = line(row.input)
        let record = try parsed(line)
        #expect(record.bytes("text") == row.input)
        #expect(record.count == 3, "no member was forged")
        #expect(String(decoding: line, as: UTF8.self).hasSuffix(",\"text\":\"\(row.expected)\"}\n"), "\(row.why)")
    }

    @Test(arguments: 1...20) func randomHostileTextStaysInItsMember(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let text = generator.hostileBytes(upTo: 300)
            let record = try parsed(line(text))
            #expect(record.bytes("text") == text)
            #expect(record.count == 3)
        }
    }

    @Test func longTextIsCutAndItsLengthTold() throws {
        let bound = ByteQueue.maximumTextBytes
        let whole = try parsed(line([UInt8](repeating: 0xff, count: bound)))
        #expect(whole.bytes("text")?.count == bound)
        #expect(whole["text_bytes"] == nil)

        let cut = try parsed(line([UInt8](repeating: 0xff, count: bound + 1)))
        #expect(cut.bytes("text")?.count == bound)
        #expect(cut.number("text_bytes") == bound + 1)
    }

    @Test(arguments: [0, 9, 10, 1234, UInt64.max - 1, .max]) func numbersAreDecimal(number: UInt64) {
        #expect(written { $0.appendMember("n", number: number) } == Array(",\"n\":\(number)".utf8))
    }

    @Test func missingValuesLeaveNoMember() {
        let output = written { queue in
            queue.appendMember("a", text: nil)
            queue.appendMember("b", number: nil)
            queue.appendMember("c", digest: nil)
            queue.appendMember("d", address: nil)
        }
        #expect(output.isEmpty)
    }

    @Test func linesFollowOneAnother() throws {
        let output = written { queue in
            for nanoseconds in [Int64(0), 1000] {
                queue.openRecord("audit", at: Timestamp(nanoseconds: nanoseconds))
                queue.closeRecord()
            }
        }
        let lines = output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty)
        #expect(try parsed(Array(lines[1]) + [UInt8(ascii: "\n")]).text("time") == "1970-01-01T00:00:00.000001Z")
    }
}
