import Foundation
import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures
import Testing

/// `Tests/Adversarial/signatures.tsv`: fields of a request, and what becomes of it.
struct SignatureTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let number: Int
        let input: String
        let expected: String
        let why: String
        var testDescription: String { "line \(number): \(why)" }
    }

    static var rows: [Row] {
        get throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Adversarial/signatures.tsv")
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
                index, line in
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard columns.count == 3, !line.hasPrefix("#") else { return nil }
                return Row(
                    number: index + 1, input: String(columns[0]), expected: String(columns[1]), why: String(columns[2]))
            }
        }
    }

    @Test func tableIsRead() throws {
        #expect(try Self.rows.count >= 50)
    }

    @Test(arguments: try rows)
    func row(_ row: Row) throws {
        let vector = try Vector()
        let acceptsLegacy = row.input.hasPrefix("[md5] ")
        let fields = try SignatureFields(acceptsLegacy ? String(row.input.dropFirst(6)) : row.input, vector)
        let verdict = verdict(
            of: try vector.verifier(acceptsLegacyMD5: acceptsLegacy), fields: fields.list, body: vector.body)
        #expect((verdict.reason?.rawValue ?? "accepted") == row.expected)
    }
}
