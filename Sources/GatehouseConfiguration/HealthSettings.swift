/// What a load balancer in front asks to learn whether this gateway takes connections.
package struct HealthSettings: Hashable, Sendable {
    /// Where to bind: numeric. Any address, since it tells nothing but ready or not.
    package let address: Endpoint
    /// The exact path of HTTP checks; nil for checks that only connect.
    package let path: String?
    /// Where its definition begins in the file.
    package let position: SourcePosition
}

extension HealthSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "health", context) else { return nil }
        let address = section.required("address", .listenAddress)
        let path = section.optional("path", .healthPath)
        section.finish()
        guard let address, let path else { return nil }
        self.init(address: address, path: path, position: node.position)
    }
}

extension ValueReader where Value == String {
    /// A path that every client spells in the same way: it is compared byte by byte.
    static var healthPath: ValueReader {
        text(
            "a path such as /healthz", hint: { _ in "`/`, then letters, digits and `/`, `-`, `_`, `.`; 256 at most" }
        ) { isHealthPath($0) ? $0 : nil }
    }

    private static func isHealthPath(_ text: String) -> Bool {
        guard text.hasPrefix("/"), text.utf8.count <= 256 else { return false }
        return text.utf8.allSatisfy {
            $0.isDecimalDigit || $0.isLowercaseLetter || $0.isUppercaseLetter || "/-_.".utf8.contains($0)
        }
    }
}
