import Foundation
import Testing

/// A row of a table under `Tests/Adversarial`: `input <tab> expected <tab> why`.
struct AdversarialRow: CustomTestStringConvertible {
    /// With each `\xNN` replaced by that byte.
    let input: [UInt8]
    let expected: String
    let why: String

    var testDescription: String { why }

    static func all(of path: String) throws -> [AdversarialRow] {
        try repositoryFile(path).split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard columns.count == 3 else { throw MalformedRow(line: String(line)) }
            return AdversarialRow(
                input: bytes(String(columns[0])), expected: String(columns[1]), why: String(columns[2]))
        }
    }

    private static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, part) in text.components(separatedBy: "\\x").enumerated() {
            if index > 0 { bytes.append(UInt8(part.prefix(2), radix: 16) ?? 0) }
            bytes += part.utf8.dropFirst(index > 0 ? 2 : 0)
        }
        return bytes
    }
}

private struct MalformedRow: Error {
    let line: String
}
