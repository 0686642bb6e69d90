import Foundation
import GatehouseHTTP
import Testing

@testable import GatehouseAudit

/// The documents for operators say what the code does.
struct DocumentTests {
    /// The cells of the table rows whose first cell is a word in backquotes.
    private func rows(of path: String) throws -> [String: [String]] {
        var rows: [String: [String]] = [:]
        for line in try repositoryFile(path).split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            rows[cells[0].trimmingCharacters(in: ["`"])] = Array(cells.dropFirst())
        }
        return rows
    }

    @Test func reasonsHaveTheirStatus() throws {
        let rows = try rows(of: "docs/REASONS.md")
        for reason in Reason.allCases {
            let row = try #require(rows[reason.rawValue], "no row for \(reason.rawValue)")
            #expect(row.first == reason.status.map(String.init) ?? "-", "status of \(reason.rawValue)")
            #expect(row.count == 4, "meaning, fault and advice of \(reason.rawValue)")
        }
        #expect(rows.count == Reason.allCases.count)
    }

    @Test func recordsHaveTheirMembersAndEvents() throws {
        let rows = try rows(of: "docs/RECORDS.md")
        var queue = ByteQueue()
        AccessRecord.append(
            to: &queue, connection: SampleFacts.connection, exchange: SampleFacts.exchange, head: SampleFacts.head(),
            path: "/hook".utf8.span, recorded: try RecordedFields(names: ["user-agent"]))
        let access = try parsed(bytes(of: queue))
        queue.removeAll()
        AuditRecord.append(
            to: &queue, event: .requestRefused, connection: SampleFacts.connection, exchange: SampleFacts.exchange,
            head: SampleFacts.head(), path: "/hook".utf8.span)
        let audit = try parsed(bytes(of: queue))
        let flood = try parsed(bytes(of: Self.aggregated()))
        let written = Set(access.keys).union(audit.keys).union(flood.keys).union(AuditEvent.allCases.map(\.rawValue))
        #expect(written == Set(rows.keys))
    }

    private static func aggregated() -> ByteQueue {
        var tally = RejectionTally(FloodSettings(fullRecords: 0, windowNanoseconds: 1))
        let key = RejectionKey(
            reason: .routeNotFound, route: nil, client: ClientPrefix(ofPeer: "192.0.2.1:443".utf8.span))
        let facts = SampleFacts.exchange
        _ = tally.admit(key, at: facts.finishedAt, requestID: facts.requestID) {
            RejectionSample(facts, head: SampleFacts.head())
        }
        var queue = ByteQueue()
        tally.flush(at: facts.finishedAt, to: &queue) { _ in }
        return queue
    }
}
