/// What the gateway may still do once it serves, beyond what the rest of the configuration makes necessary.
package struct SandboxSettings: Hashable, Sendable {
    /// How much of it there has to be.
    package enum Mode: Hashable, Sendable {
        /// As much as the kernel has; what is missing is told.
        case available
        /// Without it the gateway does not start.
        case required
        /// Nothing is closed off: for a debugger.
        case none
    }

    package let mode: Mode
    /// Folders that may be read besides, with everything below them. Relative paths are already joined to the folder of
    /// the configuration file.
    package let folders: [String]
    /// TCP ports that may be connected to besides: an upstream may move there by a reload.
    package let ports: [Int]
}

extension SandboxSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "sandbox", context) else { return nil }
        let mode = section.value(
            "mode", .word(["available": Mode.available, "required": .required, "none": Mode.none]), default: .available)
        let folders = section.value("folders", .list(of: .filePath), default: [])
        let ports = section.value("ports", .list(of: .integer(in: 1...65_535)), default: [])
        section.finish()
        guard let mode, let folders, let ports else { return nil }
        self.init(mode: mode, folders: folders, ports: ports)
    }
}
