import Glibc
import Testing

/// A table in `Tests/Adversarial`: `input <tab> expected <tab> why`, `#` begins a comment line.
struct AdversarialTable {
    struct Row: Sendable, CustomTestStringConvertible {
        let input: String
        let expected: String
        let why: String
        var testDescription: String { why }
    }

    /// The rows of `name`.tsv. A missing or empty file gives one row that no test accepts.
    static func rows(_ name: String, from file: String = #filePath) -> [Row] {
        let tests = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = contents(of: "/\(tests)/Adversarial/\(name).tsv")
        let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Row(input: cells[0], expected: cells.count > 1 ? cells[1] : "", why: cells.last ?? "")
        }
        return rows.isEmpty ? [Row(input: "", expected: "table missing", why: name)] : rows
    }

    private static func contents(of path: String) -> String {
        guard let file = unsafe fopen(path, "r") else { return "" }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let byte = unsafe fgetc(file)
            guard byte != EOF else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(UInt8(truncatingIfNeeded: byte))
        }
    }

    /// `name: value` lines joined by ` | `; `\0`, `\r`, `\n`, `\t` are octets; `*100` at the end repeats the field.
    static func fields(_ input: String) -> [(String, String)] {
        input.split(separator: " | ").flatMap { part -> [(String, String)] in
            var text = String(part)
            var times = 1
            if let star = text.lastIndex(of: "*"), let count = Int(text[text.index(after: star)...]), count > 1 {
                times = count
                text = String(text[..<star])
            }
            let field = split(text)
            return Array(repeating: field, count: times)
        }
    }

    private static func split(_ text: String) -> (String, String) {
        let from = text.hasPrefix(":") ? text.index(after: text.startIndex) : text.startIndex
        guard let colon = text[from...].firstIndex(of: ":") else { return (unescape(text), "") }
        var value = text[text.index(after: colon)...]
        if value.hasPrefix(" ") { value = value.dropFirst() }
        return (unescape(String(text[..<colon])), unescape(String(value)))
    }

    private static func unescape(_ text: String) -> String {
        var result = text
        for (escape, octet) in [("\\0", "\0"), ("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\s", " ")] {
            while let range = result.firstRange(of: escape) { result.replaceSubrange(range, with: octet) }
        }
        return result
    }
}
