/// A table of tests in the repository: rows of columns separated by tabs; `#` begins a comment line.
package enum TestTable {
    package struct Row: Sendable {
        /// The line's number in the file, from 1: names the row in messages.
        package let number: Int
        package let columns: [String]

        /// The column, or nothing where the row ends before it.
        package subscript(column: Int) -> String { column < columns.count ? columns[column] : "" }
    }

    /// - Parameters:
    ///   - path: from the repository's root.
    ///   - columns: how many a row may have; traps on a row with another number, because it would test nothing.
    /// - Returns: the rows in order; never none.
    package static func rows(_ path: String, columns: ClosedRange<Int>) -> [Row] {
        var rows: [Row] = []
        let lines = RepositoryFile.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.contains(cells.count) else { fatalError("\(path):\(index + 1): \(cells.count) columns") }
            rows.append(Row(number: index + 1, columns: cells))
        }
        guard !rows.isEmpty else { fatalError("\(path) has no rows") }
        return rows
    }
}
