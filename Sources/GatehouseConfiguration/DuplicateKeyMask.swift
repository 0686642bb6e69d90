/// Lets Yams get past duplicate keys, so that they are reported with everything else.
///
/// Yams stops at the first mapping with a key twice and names one place. The mask renames that occurrence inside
/// the text, by a marker in front of it that no file can contain (`SourceText` refuses private-use characters), and
/// the text is composed again; `YAMLTree` takes the marker off the key and the duplicate becomes visible to it.
struct DuplicateKeyMask {
    private static let opening: Unicode.Scalar = "\u{E000}"
    private static let closing: Unicode.Scalar = "\u{E001}"
    /// Each mask costs another pass over the file, so a file of nothing but duplicates must not get many.
    private static let maximumMasks = 32

    private var lines: [[Unicode.Scalar]]
    /// Where masks begin and how long they are, by line; columns from 1, as they are in the masked text.
    private var masks: [Int: [(column: Int, length: Int)]] = [:]
    private var count = 0

    init(_ text: String) {
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    /// The text with the masks in it.
    var text: String {
        var text = String.UnicodeScalarView()
        for (index, line) in lines.enumerated() {
            if index > 0 { text.append("\n") }
            text.append(contentsOf: line)
        }
        return String(text)
    }

    /// Renames the key that begins at a place of the masked text.
    ///
    /// - Returns: false when no scalar key begins there, or when there were too many already.
    mutating func hideKey(line: Int, column: Int) -> Bool {
        guard count < Self.maximumMasks, let start = startOfWord(line: line, column: column) else { return false }
        count += 1
        let mask = [Self.opening] + String(count).unicodeScalars + [Self.closing]
        lines[line - 1].insert(contentsOf: mask, at: start - 1)
        let shifted = (masks[line] ?? []).map { earlier in
            (column: earlier.column < start ? earlier.column : earlier.column + mask.count, length: earlier.length)
        }
        masks[line] = shifted + [(column: start, length: mask.count)]
        return true
    }

    /// True when a scalar on one line begins there.
    func isWord(line: Int, column: Int) -> Bool {
        startOfWord(line: line, column: column) != nil
    }

    /// The column where the text of a key begins: behind its quote, or at once.
    private func startOfWord(line: Int, column: Int) -> Int? {
        guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
        switch lines[line - 1][column - 1] {
        case "\"", "'": return column + 1
        case "[", "{", "?", "|", ">", "-": return nil
        default: return column
        }
    }

    /// The place in the file for a place in the masked text.
    func original(line: Int, column: Int) -> SourcePosition {
        let before = (masks[line] ?? []).filter { $0.column < column }
        return SourcePosition(line: line, column: column - before.reduce(0) { $0 + $1.length })
    }

    /// The key as the file has it.
    static func unmask(_ key: String) -> String {
        guard key.unicodeScalars.first == opening, let end = key.unicodeScalars.firstIndex(of: closing) else {
            return key
        }
        return String(key.unicodeScalars[key.unicodeScalars.index(after: end)...])
    }
}
