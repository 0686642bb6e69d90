import Foundation
import Testing

@testable import GatehouseConfiguration

/// `docs/CONFIGURATION.md` has a section for each section of the file, with a row for each of its keys.
struct ManualTests {
    @Test func everyKeyOfEverySectionIsExplained() throws {
        let manual = String(
            decoding: try Fixtures.bytes(at: "docs/CONFIGURATION.md"), as: UTF8.self)
        let context = ReadingContext(file: "f")
        _ = ConfigurationDocument.read(try Fixtures.bytes(at: "policies/examples/every-option.yaml"), context)
        #expect(context.vocabulary.count >= 20)
        for (name, keys) in context.vocabulary {
            let marker = "<!-- section: \(name) -->"
            let parts = manual.components(separatedBy: marker)
            try #require(parts.count == 2, "the manual has not exactly one \(marker)")
            let section = parts[1].components(separatedBy: "<!-- section:")[0]
            let rows = section.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
            let explained = rows.compactMap { $0.components(separatedBy: "`").dropFirst().first }
            #expect(explained.sorted() == keys.sorted(), "\(name)")
        }
    }
}
