package import GatehouseHTTP

/// What may reach an upstream: hosts, path, methods, from whom, on which condition.
package struct RouteSettings: Hashable, Sendable {
    package let id: String
    /// Patterns: exact, `*.name` for one label in front, `**.name` for one or more, `**` for any host.
    package let hosts: [String]
    /// `/` and segments: exact, `*` for one, a final `**` for the rest.
    package let path: String
    package let methods: [Method]
    package let exposure: Exposure
    package let requirement: Requirement
    /// Name of the upstream.
    package let upstream: String
    /// A longer request body is refused.
    package let bodyLimit: ByteCount
    package let deadlines: Deadlines
    package let position: SourcePosition

    package enum Exposure: Hashable, Sendable {
        /// Any client address.
        case `public`
        /// Client addresses in these networks, by name; at least one.
        case `private`(networks: [String])
    }

    package enum Requirement: Hashable, Sendable {
        case none
        /// A body signed with a key of this ring (`KeyRingSettings.name`).
        case signature(String)
    }

    /// What the route sets itself; nil leaves it to the upstream and to `LimitSettings`.
    package struct Deadlines: Hashable, Sendable {
        package let requestBody: Duration?
        package let responseHead: Duration?
        package let idle: Duration?
    }
}
