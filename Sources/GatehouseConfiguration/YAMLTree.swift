import Yams

/// Turns the text into a tree of `YAMLNode`, with everything refused that makes YAML mean more than it shows.
///
/// The only file that knows Yams (decision 0004).
struct YAMLTree {
    /// Deeper than any option lies; a bound for every function that descends.
    private static let maximumDepth = 16

    private let mask: DuplicateKeyMask
    private let context: ReadingContext

    /// - Returns: nil after reporting, when there is no document that could be read further.
    static func read(_ text: String, _ context: ReadingContext) -> YAMLNode? {
        guard TokenScan.isAcceptable(text, context) else { return nil }
        var mask = DuplicateKeyMask(text)
        while true {
            do {
                return try YAMLTree(mask: mask, context: context).compose()
            } catch YamlError.duplicatedKeysInMapping(let keys, let place) {
                if mask.hideKey(line: place.mark.line, column: place.mark.column) { continue }
                YAMLTree(mask: mask, context: context).reportRepetition(of: keys, place.mark)
                return nil
            } catch {
                YAMLTree(mask: mask, context: context).report(error)
                return nil
            }
        }
    }

    private func compose() throws -> YAMLNode? {
        let parser = try Parser(yaml: mask.text)
        // Nodes hold their anchors weakly, so the parser has to outlive the conversion.
        return try withExtendedLifetime(parser) {
            guard let root = try parser.nextRoot() else {
                context.report(
                    at: SourcePosition(line: 1, column: 1), "the file is empty", hint: "begin with `version: 1`")
                return nil
            }
            if let second = try parser.nextRoot() {
                context.report(
                    at: position(of: second.mark), "a second document begins", hint: "one file holds one document")
                return nil
            }
            return convert(root, at: .root, depth: 0)
        }
    }

    private func convert(_ node: Node, at keyPath: OptionPath, depth: Int) -> YAMLNode? {
        let position = position(of: node.mark)
        // `TokenScan` has looked for these already, but what it took for text may be a token to Yams.
        guard node.anchor == nil, hasNoTag(node) else {
            context.report(at: position, in: keyPath, "anchors, aliases and tags are refused", hint: "repeat the value")
            return nil
        }
        guard depth < Self.maximumDepth else {
            context.report(at: position, in: keyPath, "the value is nested too deeply", hint: "no option lies so deep")
            return nil
        }
        return content(of: node, at: keyPath, depth: depth).map {
            YAMLNode(content: $0, position: position, keyPath: keyPath)
        }
    }

    private func content(of node: Node, at keyPath: OptionPath, depth: Int) -> YAMLNode.Content? {
        switch node {
        case .scalar(let scalar):
            return .scalar(scalar.string, isQuoted: scalar.style != .plain)
        case .sequence(let sequence):
            let elements = sequence.enumerated().compactMap { index, element in
                convert(element, at: keyPath.appending(index: index), depth: depth + 1)
            }
            return .sequence(elements)
        case .mapping(let mapping):
            return .mapping(entries(of: mapping, at: keyPath, depth: depth))
        case .alias:
            // Yams puts the value in the place of its alias; the anchor check above meets it there.
            return nil
        }
    }

    private func entries(of mapping: Node.Mapping, at keyPath: OptionPath, depth: Int) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var firstPositions: [String: SourcePosition] = [:]
        for (keyNode, valueNode) in mapping {
            let position = position(of: keyNode.mark)
            guard let key = key(from: keyNode, in: keyPath) else { continue }
            if let first = firstPositions[key] {
                context.report(
                    at: position, in: keyPath.appending(key: key), "the key \(Excerpt.quoted(key)) appears twice",
                    hint: "the first is in line \(first.line)")
                continue
            }
            firstPositions[key] = position
            guard let value = convert(valueNode, at: keyPath.appending(key: key), depth: depth + 1) else { continue }
            entries.append(YAMLNode.Entry(key: key, keyPosition: position, value: value))
        }
        return entries
    }

    private func key(from node: Node, in keyPath: OptionPath) -> String? {
        guard case .scalar(let scalar) = node else {
            context.report(at: position(of: node.mark), in: keyPath, "a key must be a word", hint: "write `key: value`")
            return nil
        }
        let key = DuplicateKeyMask.unmask(scalar.string)
        guard key != "<<" else {
            context.report(
                at: position(of: node.mark), in: keyPath, "merge keys (`<<`) are refused", hint: "repeat the values")
            return nil
        }
        return key
    }

    /// Quoted scalars are tagged as text by the parser; everything else has a tag only when the file gives one.
    private func hasNoTag(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): scalar.tag.description.isEmpty || scalar.style != .plain
        case .sequence(let sequence): sequence.tag.description.isEmpty
        case .mapping(let mapping): mapping.tag.description.isEmpty
        case .alias: true
        }
    }

    private func position(of mark: Mark?) -> SourcePosition {
        mask.original(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    /// For keys that cannot be masked: those that are no words, or too many.
    private func reportRepetition(of keys: [String], _ mark: Mark) {
        let names = keys.map { Excerpt.quoted(DuplicateKeyMask.unmask($0)) }.joined(separator: ", ")
        let isWord = mask.isWord(line: mark.line, column: mark.column)
        context.report(
            at: position(of: mark), isWord ? "keys appear twice: \(names)" : "a key appears twice, and is no word",
            hint: "keep one of them")
    }

    private func report(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(let place, let problem, let mark, _), .parser(let place, let problem, let mark, _),
            .composer(let place, let problem, let mark, _):
            context.report(
                at: position(of: mark), "this is not YAML: \(problem)",
                hint: place.map { $0.text } ?? "check the indentation")
        case .some, .none:
            context.report(at: SourcePosition(line: 1, column: 1), "this is not YAML", hint: "the parser gave up")
        }
    }
}
