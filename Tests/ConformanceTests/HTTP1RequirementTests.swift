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
        try HTTP1Expectation(row.expected).check(
            WireText.octets(front.http1Text(row.sent, row: row.number)), row.name, front)
    }
}
