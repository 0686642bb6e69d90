import Foundation
import Testing

@testable import GatehouseAudit

struct MetricFamilyTests {
    @Test(arguments: MetricFamily.allCases)
    func isNamedByTheRules(_ family: MetricFamily) {
        #expect(family.rawValue.hasPrefix("gatehouse_"))
        #expect(family.rawValue.hasSuffix("_total") == (family.kind == .counter))
        #expect(family.kind != .histogram || family.rawValue.hasSuffix("_seconds"))
        #expect(family.help.hasSuffix("."))
    }

    /// `docs/METRICS.md` has a row for each metric, and no other.
    @Test func theManualHasThemAll() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manual = String(decoding: try Data(contentsOf: root.appending(path: "docs/METRICS.md")), as: UTF8.self)
        let rows = manual.split(separator: "\n").filter { $0.hasPrefix("| `gatehouse_") }
        let names = rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        #expect(names.sorted() == MetricFamily.allCases.map(\.rawValue).sorted())
    }
}
