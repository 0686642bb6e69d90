/// What happens between SIGTERM and the end.
package struct DrainSettings: Hashable, Sendable {
    /// Open exchanges get this long to finish; then connections are closed.
    package let deadline: Duration
    /// The time between the health listener turning red and the other listeners closing.
    package let grace: Duration
}

extension DrainSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "drain", context) else { return nil }
        // Below the 30 s after which container schedulers kill.
        let deadline = section.value("deadline", .duration(in: .zero ... .seconds(3600)), default: .seconds(20))
        let grace = section.value("grace", .duration(in: .zero ... .seconds(3600)), default: .zero)
        section.finish()
        guard let deadline, let grace else { return nil }
        self.init(deadline: deadline, grace: grace)
    }
}
