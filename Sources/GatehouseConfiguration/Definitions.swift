/// The names that the file defines and other parts of it may refer to.
///
/// Collected before anything is read, so that order in the file does not matter and a definition with a mistake of
/// its own does not make every reference to it look wrong too.
struct Definitions {
    private(set) var certificates: [String] = []
    private(set) var networks: [String] = []
    private(set) var upstreams: [String] = []
    private(set) var signatures: [String] = []

    init() {}

    init(of document: YAMLNode) {
        certificates = Self.names(in: document, "certificates")
        upstreams = Self.names(in: document, "upstreams")
        signatures = Self.names(in: document, "signatures")
        if case .mapping(let entries) = document.value(of: "networks")?.content { networks = entries.map(\.key) }
    }

    private static func names(in document: YAMLNode, _ key: String) -> [String] {
        document.value(of: key)?.elements.compactMap { $0.value(of: "name")?.scalarText } ?? []
    }
}

extension ValueReader where Value == String {
    /// The name of something that the file defines elsewhere.
    static func reference(to kind: String, _ names: KeyPath<Definitions, [String]>) -> ValueReader {
        ValueReader { node, context in
            let known = context.definitions[keyPath: names]
            if let name = node.scalarText, known.contains(name) { return name }
            let isNetworkText = node.scalarText.flatMap(NetworkText.parse) != nil
            context.report(
                node, "expected the name of a defined \(kind), found \(node.finding)",
                hint: isNetworkText
                    ? "give the network a name under `networks`, and write the name here"
                    : Spelling.suggestion(for: node.scalarText ?? "", among: known))
            return nil
        }
    }
}

extension ValueReader {
    /// A list of definitions, each with a key that no other of them may repeat.
    static func definitions<Element>(
        uniqueBy key: String, _ read: @escaping (YAMLNode, ReadingContext) -> Element?
    ) -> ValueReader where Value == [Element] {
        ValueReader { node, context in
            reportRepetitions(of: key, in: node.elements, context)
            return ValueReader.list(of: ValueReader<Element>(read)).read(node, context)
        }
    }

    private static func reportRepetitions(of key: String, in elements: [YAMLNode], _ context: ReadingContext) {
        var firstLines: [String: Int] = [:]
        for element in elements {
            guard let value = element.value(of: key), let text = value.scalarText else { continue }
            if let line = firstLines[text] {
                context.report(
                    value, "the \(key) \(Excerpt.quoted(text)) is taken", hint: "by the one in line \(line)")
            } else {
                firstLines[text] = value.position.line
            }
        }
    }
}
