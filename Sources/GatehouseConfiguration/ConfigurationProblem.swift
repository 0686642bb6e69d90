/// One thing that is wrong with a configuration file, and what to do about it.
package struct ConfigurationProblem: Hashable, Sendable {
    /// The file as the operator named it.
    package let file: String
    /// Where the value, the key or the section in question begins.
    package let position: SourcePosition
    /// `routes[2].methods[0]`; empty for the document as a whole.
    package let keyPath: String
    /// What is wrong, in one clause without a full stop.
    package let message: String
    /// What to write instead.
    package let hint: String

    /// Takes clauses without full stops, and text from the file only as `Excerpt` leaves it.
    package init(file: String, position: SourcePosition, keyPath: String, message: String, hint: String) {
        self.file = file
        self.position = position
        self.keyPath = keyPath
        self.message = message
        self.hint = hint
    }
}

extension ConfigurationProblem: CustomStringConvertible {
    /// `file:line:column: key.path: message (hint)`, the form that editors and terminals turn into a link.
    package var description: String {
        let place = "\(file):\(position.line):\(position.column): "
        let path = keyPath.isEmpty ? "" : "\(keyPath): "
        return place + path + message + " (\(hint))"
    }
}
