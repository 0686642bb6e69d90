import Testing

@testable import GatehouseConfiguration

/// Takes the example with every option apart: each key in turn is given a value of the wrong kind, or left out.
struct EveryOptionTests {
    private let example: YAMLNode

    init() throws {
        let context = ReadingContext(file: "f")
        let text = try #require(SourceText.read(try Fixtures.bytes(at: "policies/examples/every-option.yaml"), context))
        example = try #require(YAMLTree.read(text, context))
    }

    private func failure(of root: YAMLNode) -> ConfigurationFailure? {
        let context = ReadingContext(file: "f")
        context.definitions = Definitions(of: example)
        let document = ConfigurationDocument(reading: root, context)
        #expect(document != nil || context.failure != nil, "what cannot be read leaves a problem behind")
        return context.failure
    }

    /// Every place in the tree that a key leads to.
    private func paths(in node: YAMLNode) -> [String] {
        switch node.content {
        case .scalar: []
        case .sequence(let elements): elements.flatMap(paths)
        case .mapping(let entries): entries.flatMap { [$0.value.keyPath.description] + paths(in: $0.value) }
        }
    }

    /// Every mapping in the tree, the top included.
    private func sections(in node: YAMLNode) -> [String] {
        switch node.content {
        case .scalar: []
        case .sequence(let elements): elements.flatMap(sections)
        case .mapping(let entries): [node.keyPath.description] + entries.flatMap { sections(in: $0.value) }
        }
    }

    /// The tree with the value at one path replaced, or its key removed for nil.
    private func replacing(
        _ path: String, in node: YAMLNode, with content: (YAMLNode) -> YAMLNode.Content?
    ) -> YAMLNode? {
        var replaced: YAMLNode.Content? = node.content
        if node.keyPath.description == path {
            replaced = content(node)
        } else if case .sequence(let elements) = node.content {
            replaced = .sequence(elements.compactMap { replacing(path, in: $0, with: content) })
        } else if case .mapping(let entries) = node.content {
            replaced = .mapping(
                entries.compactMap { entry in
                    replacing(path, in: entry.value, with: content)
                        .map { YAMLNode.Entry(key: entry.key, keyPosition: entry.keyPosition, value: $0) }
                })
        }
        return replaced.map { YAMLNode(content: $0, position: node.position, keyPath: node.keyPath) }
    }

    private func failure(
        replacing path: String, with content: (YAMLNode) -> YAMLNode.Content?
    ) -> ConfigurationFailure? {
        guard let changed = replacing(path, in: example, with: content) else { return nil }
        return failure(of: changed)
    }

    @Test func isAcceptedAsItIs() {
        #expect(failure(of: example) == nil)
        #expect(paths(in: example).count > 90)
    }

    @Test func everyKeyRefusesAValueOfTheWrongKind() {
        let wrong: [YAMLNode.Content] = [
            .mapping([]), .sequence([]), .scalar("", isQuoted: false), .scalar("?!", isQuoted: true),
            .scalar("-1", isQuoted: false),
        ]
        for path in paths(in: example) {
            for content in wrong {
                let failure = failure(replacing: path) { _ in content }
                if isEmptySection(path, content) { continue }
                #expect(failure?.problems.contains { $0.keyPath.hasPrefix(path) } == true, "\(path): \(content)")
            }
        }
    }

    /// An empty mapping is right where all keys have defaults.
    private func isEmptySection(_ path: String, _ content: YAMLNode.Content) -> Bool {
        guard case .mapping = content else {
            // Any text is the path of a file.
            guard case .scalar(let text, _) = content, !text.isEmpty else { return false }
            let isPath = [".chain", ".key", ".ca", ".crl", ".file", "audit.records", "audit.access"].contains {
                path.hasSuffix($0)
            }
            return isPath && text == "?!"
        }
        return path == "networks" || path == "limits" || path == "drain" || path == "audit" || path == "sandbox"
            || ["audit.rotate", "audit.keep", "audit.aggregate", "limits.signature_failures"].contains(path)
            || [".deadlines", ".reconnect", ".ejection", "upstreams[0].tls"].contains { path.hasSuffix($0) }
    }

    /// Without a key the file is refused for that, or a default applies that permits nothing new.
    @Test func everyKeyIsRequiredOrHasADefault() {
        let required: Set<String> = [
            // Without the rate a burst means nothing.
            "routes[0].rate.client", "routes[0].rate.total",
            "version", "listeners", "upstreams", "routes", "listeners[0].name", "listeners[0].address",
            "listeners[0].tls",
            "listeners[0].tls.certificates", "listeners[0].tls.client_certificates.ca", "listeners[0].forwarded.header",
            "listeners[0].forwarded.from",
            "listeners[1].name", "listeners[1].address", "listeners[1].tls", "listeners[1].tls.certificates",
            "listeners[1].proxy_protocol.from", "listeners[2].name", "listeners[2].address",
            "listeners[2].redirect_to_https", "listeners[2].redirect_to_https.hosts", "certificates[0].name",
            "certificates[0].chain", "certificates[0].key", "signatures[0].name", "signatures[0].scheme",
            "signatures[0].keys", "signatures[0].keys[0].id", "signatures[0].keys[0].file", "signatures[0].keys[1].id",
            "signatures[0].keys[1].spki", "upstreams[0].name", "upstreams[0].address", "upstreams[0].protocol",
            "upstreams[1].name", "upstreams[1].addresses", "upstreams[1].protocol",
            "upstreams[1].health.path",
            "upstreams[0].tls.client_certificate.chain", "upstreams[0].tls.client_certificate.key", "routes[0].id",
            "routes[0].hosts", "routes[0].path", "routes[0].methods", "routes[0].exposure", "routes[0].require",
            "routes[0].require.signature", "routes[0].upstream", "routes[1].id", "routes[1].hosts", "routes[1].path",
            "audit.fsync.interval",
            "routes[1].methods", "routes[1].exposure", "routes[1].exposure.private", "routes[1].upstream",
            "admin.listen", "health.address",
        ]
        for path in paths(in: example) {
            let failure = failure(replacing: path) { _ in nil }
            #expect((failure != nil) == required.contains(path), "\(path): \(String(describing: failure))")
        }
    }

    @Test func everySectionRefusesAnUnknownKey() {
        let sections = sections(in: example).filter { $0 != "networks" }
        #expect(sections.count >= 25)
        for path in sections {
            let failure = failure(replacing: path) { node in
                guard case .mapping(let entries) = node.content else { return nil }
                let value = YAMLNode.empty(at: node.position, node.keyPath.appending(key: "zzz"))
                return .mapping(entries + [YAMLNode.Entry(key: "zzz", keyPosition: node.position, value: value)])
            }
            #expect(failure?.problems.map(\.keyPath) == [path.isEmpty ? "zzz" : path + ".zzz"])
        }
    }
}
