import TestSupport
import Testing

/// `incidents.tsv`: what has gone wrong elsewhere, each row named for its incident.
@Suite(.serialized) struct IncidentTableTests {
    @Test(arguments: RecordingConnector.Version.allCases)
    func noneHappensHere(upstream: RecordingConnector.Version) throws {
        let rows = TestTable.rows("Tests/ConformanceTests/incidents.tsv", columns: 6...6)
        let front = try Front(upstream: upstream)
        for row in rows {
            let name = "row \(row.number), \(row[0]), \(row[5])"
            if row[1] == "h1" {
                let octets = WireText.octets(front.http1Text(row[2], row: row.number))
                try HTTP1Expectation(row[3]).check(octets, name, front)
            } else {
                let play = try HTTP2Play(front.http2Script(row[2], row: row.number), to: front)
                #expect(!play.isSilent && play.words.joined(separator: " ") == row[3], "\(name): \(play.summary)")
            }
        }
        let (rules, arrivals) = (UpstreamRules(port: front.port), front.stop())
        for row in rows {
            let name = "row \(row.number), \(row[0]), \(row[5])"
            let arrived = arrivals.filter { $0.row == row.number }
            let expected = ExpectedArrivals(WireText.expanded(row[4], front.names(row: row.number)))
            #expect(expected.objections(to: arrived.filter(\.isComplete)) == [], "\(name)")
            for request in arrived { #expect(rules.objections(to: request) == [], "\(name)") }
        }
        #expect(arrivals.filter { $0.row == nil }.map(\.summary) == [])
    }
}
