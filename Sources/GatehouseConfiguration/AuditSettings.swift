/// Where audit and access records go.
package struct AuditSettings: Hashable, Sendable {
    /// One record per rejection and failed signature. Cannot be turned off.
    package let records: Destination
    /// One record per exchange; nil writes none.
    package let access: Destination?
    /// The most bytes of records that wait for the writer.
    package let queue: ByteCount

    /// Where the lines of one kind go.
    package enum Destination: Hashable, Sendable {
        case standardOutput
        /// Appended to. Relative paths are already joined to the folder of the configuration file.
        case file(path: String)
    }
}

extension AuditSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "audit", context) else { return nil }
        let records = section.value("records", .destination, default: .standardOutput)
        let access = section.value("access", .optionalDestination, default: .standardOutput)
        let queue = section.value("queue", .size(in: .kibibytes(64) ... .gibibytes(1)), default: .mebibytes(8))
        section.finish()
        guard let records, let access, let queue else { return nil }
        self.init(records: records, access: access, queue: queue)
    }
}

extension ValueReader where Value == AuditSettings.Destination {
    /// `stdout` or the path of a file.
    static var destination: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" {
                context.report(node, "audit records cannot be turned off", hint: "`stdout` or a path")
                return nil
            }
            if node.scalarText == "stdout" { return .standardOutput }
            return ValueReader<String>.filePath.read(node, context).map { .file(path: $0) }
        }
    }
}

extension ValueReader where Value == AuditSettings.Destination? {
    /// `none`, `stdout` or the path of a file.
    static var optionalDestination: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" { return .some(nil) }
            return ValueReader<AuditSettings.Destination>.destination.read(node, context).map { .some($0) }
        }
    }
}
