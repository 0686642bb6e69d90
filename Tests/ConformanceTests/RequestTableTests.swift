import TestSupport
import Testing

/// `Conformance/requests.tsv`, the ambiguous requests of the trials, through the whole gateway: what each client sees,
/// and what a strict connector has received, exactly one well-formed request or nothing.
@Suite(.serialized) struct RequestTableTests {
    struct Row {
        let number: Int
        /// `refused`, `cut`, `at-most`, `accepted`, `refused-after`.
        let expected: String
        let count: Int
        let request: String
        let why: String
        let arrives: String

        init(_ row: TestTable.Row) {
            number = row.number
            let word = row[0].wholeMatch(of: /([a-z\-]*?)(?:-([0-9]+))?/)
            expected = word.map { String($0.1) } ?? ""
            count = word.flatMap { $0.2 }.flatMap { Int($0) } ?? 0
            request = row[1]
            why = row[2]
            arrives = row[3]
        }

        var clientLeaves: Bool { why.hasSuffix("then the client leaves") }
        var note: Comment { Comment(rawValue: "row \(number), \(expected): \(why)") }
    }

    static let rows = TestTable.rows("Conformance/requests.tsv", columns: 3...4).map(Row.init)

    @Test func theTableIsLargeAndSaysWhatArrives() {
        #expect(Self.rows.count >= 400)
        for row in Self.rows {
            let arrives = ExpectedArrivals(row.arrives).count
            switch row.expected {
            case "refused", "cut": #expect(arrives == 0, row.note)
            case "accepted", "refused-after": #expect(arrives == row.count && arrives > 0, row.note)
            case "at-most": #expect(arrives <= 1, row.note)
            default: Issue.record("no such expectation: \(row.expected)")
            }
        }
    }

    @Test(arguments: RecordingConnector.Version.allCases)
    func everyRowEndsAsItMustAndNothingElseArrives(upstream: RecordingConnector.Version) throws {
        let front = try Front(upstream: upstream)
        for row in Self.rows { try play(row, front) }
        let rules = UpstreamRules(port: front.port)
        let arrivals = Dictionary(grouping: front.stop()) { $0.row ?? 0 }
        #expect(arrivals[0] == nil, "nobody's: \(arrivals[0] ?? [])")
        for row in Self.rows {
            let arrived = arrivals[row.number] ?? []
            let complete = arrived.filter(\.isComplete)
            let expected = WireText.expanded(row.arrives, front.names(row: row.number))
            #expect(ExpectedArrivals(expected).objections(to: complete) == [], row.note)
            // What is broken off has begun as a well-formed request, too.
            for request in arrived { #expect(rules.objections(to: request) == [], row.note) }
            if row.expected != "cut" { #expect(arrived.count == complete.count, row.note) }
        }
    }

    private func play(_ row: Row, _ front: Front) throws {
        let octets = WireText.octets(WireText.expanded(row.request, front.names(row: row.number)))
        let play = try HTTP1Play(
            octets, to: front, answerCount: row.count + (row.expected == "accepted" ? 0 : 1),
            clientLeaves: row.clientLeaves, stopsAtError: true)
        guard !row.clientLeaves else { return }
        let good = play.statuses.filter { $0 == 200 }.count
        let seen = Comment(rawValue: "row \(row.number), \(row.expected), \(row.why): \(play.summary)")
        #expect(!play.isSilent, seen)
        switch row.expected {
        case "at-most": #expect(good <= 1, seen)
        case "accepted": #expect(play.statuses == Array(repeating: 200, count: row.count), seen)
        default: #expect(good == row.count && play.statuses.dropFirst(good).allSatisfy { $0 >= 400 }, seen)
        }
    }
}
