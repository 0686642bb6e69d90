extension AuditSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "audit", context) else { return nil }
        let records = section.value("records", .destination, default: .standardOutput)
        let access = section.value("access", .optionalDestination, default: .standardOutput)
        let queue = section.value("queue", .size(in: .kibibytes(64) ... .gibibytes(1)), default: .mebibytes(8))
        let rotation = section.value("rotate", .rotation, default: .some(.standard))
        let retention = section.section("keep", Retention.init(reading:_:))
        let synchronization = section.value("fsync", .synchronization, default: .standard)
        let onFailure = section.value(
            "on_failure", .word(["continue": FailurePolicy.proceed, "refuse": .refuse]), default: .proceed)
        let flood = section.section("aggregate", Flood.init(reading:_:))
        section.finish()
        guard let records, let access, let queue, let rotation, let retention, let synchronization, let onFailure,
            let flood
        else { return nil }
        self.init(
            records: records, access: access, queue: queue, rotation: rotation, retention: retention,
            synchronization: synchronization, onFailure: onFailure, flood: flood)
    }
}

extension AuditSettings.Rotation {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "audit_rotate", context) else { return nil }
        let size = section.value("size", .size(in: .mebibytes(1) ... .gibibytes(64)), default: Self.standard.size)
        let age = section.value("age", .duration(in: .seconds(60) ... .seconds(31_536_000)), default: Self.standard.age)
        section.finish()
        guard let size, let age else { return nil }
        self.init(size: size, age: age)
    }
}

extension AuditSettings.Retention {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "audit_keep", context) else { return nil }
        let files = section.value("files", .integer(in: 1...100_000), default: Self.standard.files)
        let size = section.value("size", .size(in: .mebibytes(1) ... .gibibytes(65_536)), default: Self.standard.size)
        let age = section.value(
            "age", .duration(in: .seconds(3600) ... .seconds(315_360_000)), default: Self.standard.age)
        section.finish()
        guard let files, let size, let age else { return nil }
        self.init(files: files, size: size, age: age)
    }
}

extension AuditSettings.Flood {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "audit_aggregate", context) else { return nil }
        let full = section.value("full", .integer(in: 1...1_000_000), default: Self.standard.full)
        let window = section.value(
            "window", .duration(in: .seconds(1) ... .seconds(3600)), default: Self.standard.window)
        section.finish()
        guard let full, let window else { return nil }
        self.init(full: full, window: window)
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

extension ValueReader where Value == AuditSettings.Rotation? {
    /// `none`, or a section.
    static var rotation: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" { return .some(nil) }
            guard case .mapping = node.content else {
                context.report(
                    node, "expected `none` or `{size: ..., age: ...}`, found \(node.finding)",
                    hint: "`none` when another program rotates the files")
                return nil
            }
            return AuditSettings.Rotation(reading: node, context).map { .some($0) }
        }
    }
}

extension ValueReader where Value == AuditSettings.Synchronization {
    /// `none`, `each`, or a section.
    static var synchronization: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "none" { return .never }
            if node.scalarText == "each" { return .each }
            guard case .mapping = node.content, let section = SectionReader(node, as: "audit_fsync", context) else {
                context.report(
                    node, "expected `none`, `each` or `{interval: 1s}`, found \(node.finding)",
                    hint: "how much a crash of the machine may cost")
                return nil
            }
            let interval = section.required("interval", .duration(in: .milliseconds(10) ... .seconds(3600)))
            section.finish()
            return interval.map { .interval($0) }
        }
    }
}
