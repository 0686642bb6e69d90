/// A place in the configuration file: line and column, both counted from 1, columns in Unicode scalars.
package struct SourcePosition: Hashable, Sendable, Comparable {
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int

    /// Takes numbers from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// In the order of the file.
    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
