import TestSupport
import Testing

/// `Conformance/http2-requests.tsv`, the bad heads of the trials and some good ones, through the whole gateway.
@Suite(.serialized) struct HTTP2RequestTableTests {
    private static let rows = TestTable.rows("Conformance/http2-requests.tsv", columns: 3...4)

    @Test func theTableIsLarge() {
        #expect(Self.rows.count >= 100)
    }

    @Test(arguments: RecordingConnector.Version.allCases)
    func everyHeadIsRefusedOrArrivesOnce(upstream: RecordingConnector.Version) throws {
        let front = try Front(upstream: upstream)
        for row in Self.rows {
            let names = front.http2Names(row: row.number)
            let play = try HTTP2Play(FrameScript(WireText.expanded(row[1], names), goodHead: ""), to: front)
            let isAccepted = play.words == ["200"]
            let isRefused = !play.words.isEmpty && !play.words.contains { $0.hasPrefix("2") }
            let seen = Comment(rawValue: "row \(row.number), \(row[2]): \(play.summary)")
            #expect(!play.isSilent && (row[0] == "accepted" ? isAccepted : row[0] == "refused" && isRefused), seen)
        }
        let (rules, arrivals) = (UpstreamRules(port: front.port), front.stop())
        for row in Self.rows {
            let note = Comment(rawValue: "row \(row.number), \(row[2])")
            let arrived = arrivals.filter { $0.row == row.number }
            let expected = WireText.expanded(row[3], front.names(row: row.number))
            #expect((row[0] == "accepted") == !expected.isEmpty, note)
            #expect(ExpectedArrivals(expected).objections(to: arrived) == [], note)
            for request in arrived { #expect(rules.objections(to: request) == [], note) }
        }
        #expect(arrivals.filter { $0.row == nil }.map(\.summary) == [])
    }
}
