/// Everything that the process still needs once it serves: a value, made before anything is closed off, and compared
/// with what a later configuration would need.
///
/// What is not named is denied, except where a member says otherwise.
package struct SandboxRules: Hashable, Sendable {
    /// By path; those of folders count for everything below. A path that is not there is passed over.
    package private(set) var places: [String: FileRights] = [:]
    /// TCP ports that may be bound; nil: any.
    package var boundPorts: Set<UInt16>? = []
    /// TCP ports that may be connected to; nil: any.
    package var connectedPorts: Set<UInt16>? = []
    /// Sockets in the abstract namespace can be reached: a service manager listens at one.
    package var needsAbstractSockets = false

    package init() {}

    /// Adds rights at a place.
    package mutating func allow(_ rights: FileRights, at path: String) {
        places[path, default: []].formUnion(rights)
    }

    /// The first thing, sorted, that `other` needs and these rules do not give; for people. Nil when there is none.
    package func shortfall(for other: SandboxRules) -> String? {
        for (path, rights) in other.places.sorted(by: { $0.key < $1.key }) where !covers(path, rights) {
            return "`\(path)` is closed off"
        }
        if let port = Self.missing(from: connectedPorts, other.connectedPorts) {
            return "connections to port \(port) are closed off"
        }
        if let port = Self.missing(from: boundPorts, other.boundPorts) { return "binding port \(port) is closed off" }
        return nil
    }

    private func covers(_ path: String, _ rights: FileRights) -> Bool {
        let given = places.filter { Self.contains($0.key, path) }.values.reduce(into: FileRights()) { $0.formUnion($1) }
        return given.isSuperset(of: rights)
    }

    /// True when `path` is `folder` or lies below it, by their spelling.
    private static func contains(_ folder: String, _ path: String) -> Bool {
        folder == "/" || path == folder || path.hasPrefix(folder + "/")
    }

    private static func missing(from given: Set<UInt16>?, _ needed: Set<UInt16>?) -> String? {
        guard let given else { return nil }
        guard let needed else { return "0" }
        return needed.subtracting(given).min().map { String($0) }
    }
}
