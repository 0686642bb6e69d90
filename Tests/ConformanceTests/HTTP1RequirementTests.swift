import TestSupport
import Testing

/// RFC 9110 and RFC 9112, section by section, through the whole gateway and before a strict connector of each version.
@Suite(.serialized) struct HTTP1RequirementTests {
    @Test(arguments: RecordingConnector.Version.allCases)
    func rfc9112(upstream: RecordingConnector.Version) throws {
        try check("Tests/ConformanceTests/rfc9112.tsv", upstream)
    }

    @Test(arguments: RecordingConnector.Version.allCases)
    func rfc9110(upstream: RecordingConnector.Version) throws {
        try check("Tests/ConformanceTests/rfc9110.tsv", upstream)
    }

    private func check(_ table: String, _ upstream: RecordingConnector.Version) throws {
        let rows = TestTable.rows(table, columns: 5...5).map(Requirement.init)
        let front = try Front(upstream: upstream)
        for row in rows { try play(row, front) }
        let (rules, arrivals) = (UpstreamRules(port: front.port), front.stop())
        for row in rows { row.check(arrivals, rules, front.names(row: row.number)) }
        #expect(arrivals.filter { $0.row == nil }.map(\.summary) == [])
    }

    private func play(_ row: Requirement, _ front: Front) throws {
        var names = front.names(row: row.number)
        names["G"] = "GET /open/row\(row.number) HTTP/1.1\\r\\nHost: \(front.authority)\\r\\n"
        names["P"] = "POST /open/row\(row.number) HTTP/1.1\\r\\nHost: \(front.authority)\\r\\n"
        let words = row.expected.split(separator: " ")
        let statuses = words.compactMap { Int($0) }
        let waitsForEnd = words.contains("closed")
        let play = try HTTP1Play(
            WireText.octets(WireText.expanded(row.sent, names)), to: front, answerCount: statuses.count,
            clientLeaves: row.expected == "closed", waitsForEnd: waitsForEnd)
        let reason = words.first { $0 != "closed" && Int($0) == nil }
        #expect(!play.isSilent && play.statuses == statuses, "\(row.name): \(play.summary)")
        if let reason { #expect(play.reason == reason, "\(row.name): \(play.summary)") }
        if waitsForEnd { #expect(play.isEnded, "\(row.name): \(play.summary)") }
    }
}
