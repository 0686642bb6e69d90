/// Why definitions do not make a route table. All blame the configuration; each names the routes by ID.
package enum RouteTableError: Error, Equatable {
    /// Two routes have this ID.
    case duplicateID(String)
    /// A route without hosts would never match; one for all hosts says so.
    case noHosts(String)
    /// A route without methods would refuse everything.
    case noMethods(String)
    /// Both match exactly the same requests on some host.
    case duplicate(first: String, second: String)
    /// Some path matches both, and neither is the narrower one: which of them decides would be a guess.
    case ambiguous(first: String, second: String)
}

extension RouteTableError: CustomStringConvertible {
    /// A sentence for the operator.
    package var description: String {
        switch self {
        case .duplicateID(let id): "two routes have the id '\(id)'"
        case .noHosts(let id): "route '\(id)' names no host; use '*' for all hosts"
        case .noMethods(let id): "route '\(id)' allows no method"
        case .duplicate(let first, let second): "routes '\(first)' and '\(second)' match the same host and path"
        case .ambiguous(let first, let second):
            "routes '\(first)' and '\(second)' overlap and neither is narrower; make one a part of the other"
        }
    }
}
