import TestSupport
import Testing

/// A row of the tables by sections of an RFC: what the section asks for, and a request that puts it to the test.
struct Requirement {
    /// The line in the table.
    let number: Int
    let section: String
    let text: String
    let sent: String
    let expected: String
    let arrives: String

    init(_ row: TestTable.Row) {
        number = row.number
        section = row[0]
        text = row[1]
        sent = row[2]
        expected = row[3]
        arrives = row[4]
    }

    var name: String { "row \(number), section \(section), \(text)" }

    /// Checks what the connector has received of this row.
    func check(_ arrivals: [ArrivedRequest], _ rules: UpstreamRules, _ names: [String: String]) {
        let arrived = arrivals.filter { $0.row == number }
        let expected = ExpectedArrivals(WireText.expanded(arrives, names))
        #expect(expected.objections(to: arrived.filter(\.isComplete)) == [], "\(name)")
        for request in arrived { #expect(rules.objections(to: request) == [], "\(name)") }
    }
}
