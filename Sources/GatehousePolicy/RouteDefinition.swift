package import GatehouseHTTP

/// A route as the configuration states it, before the table has checked it against the others.
package struct RouteDefinition: Sendable {
    /// Unique in the table; labels metrics and records.
    package var id: String
    /// At least one; `.any` must be said.
    package var hosts: [HostPattern]
    /// Which paths on these hosts.
    package var path: PathPattern
    /// Exactly these; GET does not imply HEAD. At least one.
    package var methods: [Method]
    /// Who may reach it.
    package var exposure: Exposure
    /// Only for clients that have shown a good certificate in the handshake.
    package var requiresClientCertificate: Bool
    /// What a request must prove.
    package var requirement: Requirement
    /// The index of the upstream in the snapshot.
    package var upstreamIndex: Int
    /// A longer request body is refused.
    package var maximumBodyBytes: UInt64
    /// How long the steps of an exchange may take.
    package var deadlines: RouteDeadlines
    /// How many requests it takes in a time; as many as come unless this is set.
    package var rate = RouteRate()

    /// All of it must be stated; defaults belong to the configuration.
    package init(
        id: String, hosts: [HostPattern], path: PathPattern, methods: [Method], exposure: Exposure,
        requiresClientCertificate: Bool, requirement: Requirement, upstreamIndex: Int, maximumBodyBytes: UInt64,
        deadlines: RouteDeadlines
    ) {
        self.id = id
        self.hosts = hosts
        self.path = path
        self.methods = methods
        self.exposure = exposure
        self.requiresClientCertificate = requiresClientCertificate
        self.requirement = requirement
        self.upstreamIndex = upstreamIndex
        self.maximumBodyBytes = maximumBodyBytes
        self.deadlines = deadlines
    }
}
