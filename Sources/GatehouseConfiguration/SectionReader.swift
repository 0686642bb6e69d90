/// Reads one mapping of the file, key by key.
///
/// A key that nobody asked for by the time of `finish()` is unknown: there is no second list of keys to keep in
/// step with the code. Every key is therefore asked for on every path, also when another problem is known already.
final class SectionReader {
    private let node: YAMLNode
    private let name: String
    private let context: ReadingContext
    private let entries: [YAMLNode.Entry]
    private var asked: [String] = []

    /// Nil after reporting, when `node` is no mapping. The name is that of the section's definition in the JSON Schema.
    init?(_ node: YAMLNode, as name: String, _ context: ReadingContext) {
        guard case .mapping(let entries) = node.content else {
            context.report(node, "expected a mapping, found \(node.finding)", hint: "write `key: value` lines below")
            return nil
        }
        self.node = node
        self.name = name
        self.context = context
        self.entries = entries
    }

    /// A value that has no default; its absence is a problem.
    func required<Value>(_ key: String, _ reader: ValueReader<Value>, hint: String = "there is no default") -> Value? {
        guard let value = value(of: key) else {
            context.report(node, "the key `\(key)` is missing", hint: hint)
            return nil
        }
        return reader.read(value, context)
    }

    /// - Returns: `fallback` when the key is absent, nil after reporting when its value is wrong.
    func value<Value>(_ key: String, _ reader: ValueReader<Value>, default fallback: Value) -> Value? {
        guard let value = value(of: key) else { return fallback }
        return reader.read(value, context)
    }

    /// - Returns: nil after reporting when the value is wrong; the inner optional is nil when the key is absent.
    func optional<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value?? {
        guard let value = value(of: key) else { return .some(nil) }
        return reader.read(value, context).map { .some($0) }
    }

    /// A section of its own; one that the file leaves out is read as an empty one, so that defaults stand in one place.
    func section<Value>(_ key: String, _ read: (YAMLNode, ReadingContext) -> Value?) -> Value? {
        read(value(of: key) ?? .empty(at: node.position, node.keyPath.appending(key: key)), context)
    }

    /// Reports every key that was not asked for.
    func finish() {
        context.record(keys: asked, ofSection: name)
        for entry in entries where !asked.contains(entry.key) {
            context.report(
                at: entry.keyPosition, in: node.keyPath.appending(key: entry.key),
                "unknown key \(Excerpt.quoted(entry.key))", hint: Spelling.suggestion(for: entry.key, among: asked))
        }
    }

    /// True when the file has the key, whatever its value is worth.
    func has(_ key: String) -> Bool {
        node.value(of: key) != nil
    }

    /// Reports a problem that lies between keys, at the value of one of them or else at the section.
    func report(_ message: String, hint: String, at key: String? = nil) {
        context.report(key.flatMap(node.value(of:)) ?? node, message, hint: hint)
    }

    private func value(of key: String) -> YAMLNode? {
        asked.append(key)
        return node.value(of: key)
    }
}
