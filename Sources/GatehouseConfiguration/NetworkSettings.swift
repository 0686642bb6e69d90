package import GatehousePolicy

/// A named set of address ranges.
package struct NetworkSettings: Hashable, Sendable {
    /// What rules refer to it by.
    package let name: String
    /// At least one, none of them all addresses.
    package let ranges: [Network]
    /// Where its definition begins in the file.
    package let position: SourcePosition
}

extension ValueReader where Value == [NetworkSettings] {
    /// The `networks` mapping: its keys are names of the operator's choice.
    static var networks: ValueReader {
        ValueReader { node, context in
            guard case .mapping(let entries) = node.content else {
                context.report(node, "expected a mapping, found \(node.finding)", hint: "write `name: [10.0.0.0/8]`")
                return nil
            }
            let networks = entries.map { entry in
                let isName = isName(entry, context)
                let ranges = ValueReader<[Network]>.list(of: .network).read(entry.value, context)
                return isName
                    ? ranges.map { NetworkSettings(name: entry.key, ranges: $0, position: entry.keyPosition) } : nil
            }
            let valid = networks.compactMap { $0 }
            return valid.count == networks.count ? valid : nil
        }
    }

    /// A key is a scalar too: the reader of names judges it at its own place.
    private static func isName(_ entry: YAMLNode.Entry, _ context: ReadingContext) -> Bool {
        let key = YAMLNode(
            content: .scalar(entry.key, isQuoted: true), position: entry.keyPosition, keyPath: entry.value.keyPath)
        return ValueReader<String>.name.read(key, context) != nil
    }
}
