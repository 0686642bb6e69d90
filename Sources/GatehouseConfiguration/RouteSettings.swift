package import GatehouseHTTP
package import GatehousePolicy

/// What may reach an upstream: hosts, path, methods, from whom, on which condition.
package struct RouteSettings: Hashable, Sendable {
    /// Unique in the file; stands in records and metrics.
    package let id: String
    /// At least one; any host only when the file says so.
    package let hosts: [HostPattern]
    /// Matched on the canonical path.
    package let path: PathPattern
    /// At least one, none of them CONNECT or TRACE, none twice.
    package let methods: [Method]
    /// From where it may be called.
    package let exposure: Exposure
    /// Only for clients that have shown a certificate which the listener's authorities have issued.
    package let requiresClientCertificate: Bool
    /// What a request must prove.
    package let requirement: Requirement
    /// Name of the upstream.
    package let upstream: String
    /// A longer request body is refused.
    package let bodyLimit: ByteCount
    /// Its own deadlines, where it sets any.
    package let deadlines: Deadlines
    /// How many requests it takes; nil: as many as come.
    package let rate: RouteRateSettings?
    /// Where its definition begins in the file.
    package let position: SourcePosition

    /// From where a route may be called; networks by name.
    package enum Exposure: Hashable, Sendable {
        /// Any client address.
        case `public`
        /// Client addresses in these networks, by name; at least one.
        case `private`(networks: [String])
    }

    /// What a request must prove; key rings by name.
    package enum Requirement: Hashable, Sendable {
        case none
        /// A body signed with a key of this ring (`KeyRingSettings.name`).
        case signature(String)
    }

    /// What the route sets itself; nil leaves it to the upstream and to `LimitSettings`.
    package struct Deadlines: Hashable, Sendable {
        /// The longest pause inside a request body.
        package let requestBody: Duration?
        /// From the end of the request to the head of the response.
        package let responseHead: Duration?
        /// The longest pause inside a response.
        package let idle: Duration?
    }
}
