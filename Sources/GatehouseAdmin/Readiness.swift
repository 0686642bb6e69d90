/// Whether the gateway takes new connections, and if not, why.
package struct Readiness: Codable, Equatable, Sendable {
    /// In words, for people; empty when it is ready.
    package let objections: [String]

    package init(objections: [String]) {
        self.objections = objections
    }

    package var isReady: Bool { objections.isEmpty }

    /// `ready`, or `not ready: ` and the words.
    package var text: String {
        isReady ? "ready" : "not ready: \(objections.joined(separator: "; "))"
    }
}
