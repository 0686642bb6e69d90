/// How the value of one option is read: from a node to a typed value, or to a problem and nil.
struct ValueReader<Value> {
    /// Reports and returns nil when the node is no such value.
    let read: (YAMLNode, ReadingContext) -> Value?

    init(_ read: @escaping (YAMLNode, ReadingContext) -> Value?) {
        self.read = read
    }

    /// A scalar with a grammar of its own: `expectation` completes "expected ...", `hint` says what to write instead
    /// of what was written.
    static func text(
        _ expectation: String, hint: @escaping (String) -> String, _ parse: @escaping (String) -> Value?
    ) -> ValueReader {
        ValueReader { node, context in
            if let text = node.text, let value = parse(text) { return value }
            let isUnquotedText = node.text == nil && node.scalarText.flatMap(parse) != nil
            context.report(
                node, "expected \(expectation), found \(node.finding)",
                hint: isUnquotedText
                    ? "put it in quotes: YAML takes it for something else" : hint(node.scalarText ?? ""))
            return nil
        }
    }

    /// One word out of a closed list, quoted or not.
    static func word(_ words: KeyValuePairs<String, Value>) -> ValueReader {
        ValueReader { node, context in
            if let match = words.first(where: { $0.key == node.scalarText }) { return match.value }
            let known = words.map(\.key)
            context.report(
                node, "expected \(known.joined(separator: " or ")), found \(node.finding)",
                hint: Spelling.suggestion(for: node.scalarText ?? "", among: known))
            return nil
        }
    }

    /// A list of one or more values; the problems of all elements are reported.
    static func list<Element>(of element: ValueReader<Element>) -> ValueReader where Value == [Element] {
        ValueReader { node, context in
            guard case .sequence(let elements) = node.content else {
                context.report(
                    node, "expected a list, found \(node.finding)", hint: "write `[...]`, also for one value")
                return nil
            }
            guard !elements.isEmpty else {
                context.report(node, "the list is empty", hint: "name at least one value, or remove the key")
                return nil
            }
            let values = elements.map { element.read($0, context) }
            let valid = values.compactMap { $0 }
            return valid.count == values.count ? valid : nil
        }
    }
}

extension ValueReader where Value == Bool {
    static var flag: ValueReader {
        ValueReader { node, context in
            switch node.plainText {
            case "true": return true
            case "false": return false
            default:
                context.report(node, "expected true or false, found \(node.finding)", hint: "without quotes")
                return nil
            }
        }
    }
}

extension ValueReader where Value == Int {
    /// A whole number in decimal digits.
    static func integer(in range: ClosedRange<Int>) -> ValueReader {
        ValueReader { node, context in
            if let text = node.plainText, text.isDecimal, let value = Int(text), range.contains(value) { return value }
            let expectation =
                range.count == 1
                ? "\(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
            context.report(
                node, "expected \(expectation), found \(node.finding)", hint: "decimal digits without quotes")
            return nil
        }
    }
}
