import Testing

@testable import GatehouseAudit

struct RecordTablesTests {
    private let lines = [
        "\"event\":\"request_refused\",\"client\":\"192.0.2.1\",\"path\":\"/a\",\"route\":\"r\",\"exposure\":\"public\",\"reason\":\"method_not_allowed\"",
        "\"event\":\"rejections_aggregated\",\"client_network\":\"192.0.2.0/24\",\"target\":\"/b\",\"reason\":\"route_not_found\",\"count\":41",
        "\"event\":\"connection_refused\",\"peer\":\"[2001:db8::1]:5\",\"reason\":\"tls_name_unknown\"",
        "\"event\":\"policy_loaded\",\"file\":\"x\"",
        "\"event\":\"rotation_refused\",\"kind\":\"certificate\",\"name\":\"a\",\"reason\":\"key_mismatched\"",
    ].map { Array("{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\($0)}".utf8) }

    private func each(_ body: (RecordIndex, Span<UInt8>) -> Void) {
        var index = RecordIndex()
        for line in lines {
            let isRead = index.read(line.span)
            #expect(isRead)
            body(index, line.span)
        }
    }

    private func texts(_ counter: RecordCounter) -> [String] { counter.highest(9).map { "\($0.count) \($0.text)" } }

    @Test func theSummaryCountsWhatWasCountedTogether() {
        var summary = RecordSummary()
        each { summary.add($0, $1) }
        #expect(texts(summary.reasons) == ["41 route_not_found", "1 method_not_allowed", "1 tls_name_unknown"])
        #expect(texts(summary.routes) == ["42 -", "1 r"] && texts(summary.exposures) == ["42 -", "1 public"])
        #expect(
            texts(summary.hours) == ["43 2026-11-25T16"]
                && texts(summary.events) == ["1 policy_loaded", "1 rotation_refused"])
        #expect(summary.records == 5 && summary.aggregatedRecords == 1)
    }

    @Test func theTopKnowsClientsByWhateverIsKnownOfThem() {
        var top = RecordTop()
        each { top.add($0, $1) }
        #expect(texts(top.clients) == ["41 192.0.2.0/24", "1 192.0.2.1", "1 2001:db8::1"])
        #expect(texts(top.paths) == ["41 /b", "1 ", "1 /a"])
    }

    @Test func linesForPeople() {
        var output: [String] = []
        each { index, line in
            output.append(String(decoding: written { RecordText.append(index, line, to: &$0) }, as: UTF8.self))
        }
        #expect(
            output[0]
                == "2026-11-25 16:03:31.123456  method_not_allowed        -    192.0.2.1             route=r\n")
        #expect(output[1].contains("192.0.2.0/24") && output[1].hasSuffix("/b  count=41\n"))
        #expect(output[3] == "2026-11-25 16:03:31.123456  policy_loaded             \"file\":\"x\"\n")
        #expect(output[4].contains("  rotation_refused") && output[4].contains("\"name\":\"a\""))
    }

    @Test(arguments: [("plain", "plain"), ("a,b", "\"a,b\""), ("=cmd()", "\"'=cmd()\""), ("@x", "\"'@x\""), ("", "")])
    func fieldsAreQuotedAndNeverFormulas(_ text: String, _ expected: String) {
        let field = written { RecordText.appendField(text.utf8.span, to: &$0) }
        #expect(field == Array(expected.utf8))
    }
}
