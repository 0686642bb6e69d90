/// A value of the document with its place: what Yams composed, reduced to what a strict reader needs.
struct YAMLNode {
    enum Content {
        /// `isQuoted` also for block scalars (`|`, `>`): text that YAML never takes for a number.
        case scalar(String, isQuoted: Bool)
        case sequence([YAMLNode])
        /// Keys are unique: later ones of the same name were reported and left out.
        case mapping([Entry])
    }

    struct Entry {
        let key: String
        let keyPosition: SourcePosition
        let value: YAMLNode
    }

    let content: Content
    let position: SourcePosition
    let keyPath: OptionPath

    /// A mapping without keys, for a section that the file leaves out: its defaults are then read as from `{}`.
    static func empty(at position: SourcePosition, _ keyPath: OptionPath) -> YAMLNode {
        YAMLNode(content: .mapping([]), position: position, keyPath: keyPath)
    }

    /// The value of `key` when this is a mapping that has it.
    func value(of key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The elements when this is a list.
    var elements: [YAMLNode] {
        guard case .sequence(let elements) = content else { return [] }
        return elements
    }

    /// The text of a scalar as written, whatever YAML would take it for.
    var scalarText: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The text of a scalar that every YAML reader takes for text; nil for `yes`, `12`, `~` and the like unquoted.
    var text: String? {
        guard case .scalar(let text, let isQuoted) = content else { return nil }
        return isQuoted || !PlainScalar.isAmbiguous(text) ? text : nil
    }

    /// The text of a scalar that stands without quotes, where numbers and truth values are expected.
    var plainText: String? {
        guard case .scalar(let text, isQuoted: false) = content else { return nil }
        return text
    }

    /// What was found, for the second half of "expected a list, found ...".
    var finding: String {
        switch content {
        case .scalar("", isQuoted: false): "nothing"
        case .scalar(let text, isQuoted: false): Excerpt.quoted(text)
        case .scalar(let text, isQuoted: true): "the quoted text \(Excerpt.quoted(text))"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
