import Foundation
import Testing

/// A table in `Tests/Adversarial`: `input <tab> expected <tab> why`, with `#` comments.
///
/// `{00}` stands for the octet with that hexadecimal value, so that tables hold printable text only.
enum AdversarialTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let input: [UInt8]
        let expected: String
        let why: String

        var testDescription: String { "\(String(decoding: input, as: UTF8.self).debugDescription): \(why)" }
    }

    /// Rows of the table, in order; traps on a malformed one, because it would test nothing.
    static func rows(_ name: String) -> [Row] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Adversarial/\(name).tsv")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { fatalError("cannot read \(file.path)") }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3 else { fatalError("\(name).tsv: not three columns: \(line)") }
            return Row(input: octets(columns[0]), expected: String(columns[1]), why: String(columns[2]))
        }
    }

    /// The octets that a column stands for.
    static func octets(_ text: Substring) -> [UInt8] {
        var octets: [UInt8] = []
        var rest = text.utf8
        while let first = rest.popFirst() {
            if first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
                let octet = UInt8(String(Substring(rest[..<end])), radix: 16)
            {
                octets.append(octet)
                rest = rest[rest.index(after: end)...]
            } else {
                octets.append(first)
            }
        }
        return octets
    }
}
