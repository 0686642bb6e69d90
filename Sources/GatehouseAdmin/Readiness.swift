/// Whether the gateway takes new connections, and if not, why.
package struct Readiness: Codable, Equatable, Sendable {
    /// In words, for people; empty when it is ready.
    package let objections: [String]

    /// What people may want to know besides, one line each.
    package let notes: [String]

    package init(objections: [String], notes: [String] = []) {
        self.objections = objections
        self.notes = notes
    }

    package var isReady: Bool { objections.isEmpty }

    /// `ready`, or `not ready: ` and the words; then the notes, each in a line.
    package var text: String {
        let first = isReady ? "ready" : "not ready: \(objections.joined(separator: "; "))"
        return ([first] + notes).joined(separator: "\n")
    }
}
