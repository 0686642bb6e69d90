package import GatehouseHTTP
package import GatehousePolicy

/// What may reach an upstream: hosts, path, methods, from whom, on which condition.
package struct RouteSettings: Hashable, Sendable {
    package let id: String
    /// At least one; any host only when the file says so.
    package let hosts: [HostPattern]
    package let path: PathPattern
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
