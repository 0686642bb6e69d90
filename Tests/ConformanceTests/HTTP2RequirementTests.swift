import TestSupport
import Testing

/// RFC 9113 and RFC 7541, section by section, by hand-made frames through the whole gateway.
@Suite(.serialized) struct HTTP2RequirementTests {
    @Test(arguments: RecordingConnector.Version.allCases)
    func rfc9113(upstream: RecordingConnector.Version) throws {
        try check("Tests/ConformanceTests/rfc9113.tsv", upstream)
    }

    @Test(arguments: RecordingConnector.Version.allCases)
    func rfc7541(upstream: RecordingConnector.Version) throws {
        try check("Tests/ConformanceTests/rfc7541.tsv", upstream)
    }

    private func check(_ table: String, _ upstream: RecordingConnector.Version) throws {
        let rows = TestTable.rows(table, columns: 5...5).map(Requirement.init)
        let front = try Front(upstream: upstream)
        for row in rows {
            let script = front.http2Script(row.sent, row: row.number)
            let play = try HTTP2Play(script, to: front, waitsForGoAway: row.expected.contains("goaway"))
            #expect(!play.isSilent && play.words.joined(separator: " ") == row.expected, "\(row.name): \(play.summary)")
        }
        let (rules, arrivals) = (UpstreamRules(port: front.port), front.stop())
        for row in rows { row.check(arrivals, rules, front.names(row: row.number)) }
        #expect(arrivals.filter { $0.row == nil }.map(\.summary) == [])
    }
}

extension Front {
    /// The names of HTTP/2 tables: `GET` and `POST` are the pseudo-fields of good requests.
    func http2Names(row: Int) -> [String: String] {
        var names = names(row: row)
        for method in ["GET", "POST"] {
            names[method] =
                ":method: \(method) | :scheme: https | :path: /open/row\(row) | :authority: \(authority)"
        }
        return names
    }

    /// A text of the tables as frames.
    func http2Script(_ text: String, row: Int) -> FrameScript {
        let names = http2Names(row: row)
        return FrameScript(WireText.expanded(text, names), goodHead: names["GET"] ?? "")
    }
}
