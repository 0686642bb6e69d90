package import GatehouseHTTP

/// One entry of the route table: which requests it takes, who may send them, where they go.
///
/// Made only by `RouteTable`; immutable; shared by all workers as part of a snapshot.
package final class Route: Sendable {
    /// Unique in the table; labels metrics and records.
    package let id: String
    /// The position in `RouteTable.routes`.
    package let index: Int
    /// Which hosts it answers for.
    package let hosts: [HostPattern]
    /// Which paths on these hosts.
    package let pathPattern: PathPattern
    /// Which methods it takes; exactly these.
    package let methods: [Method]
    /// Who may reach it.
    package let exposure: Exposure
    /// Only for clients that have shown a good certificate in the handshake.
    package let requiresClientCertificate: Bool
    /// What a request must prove.
    package let requirement: Requirement
    /// The index of the upstream in the snapshot.
    package let upstreamIndex: Int
    /// A longer request body is refused.
    package let maximumBodyBytes: UInt64
    /// How long the steps of an exchange may take.
    package let deadlines: RouteDeadlines
    /// How many requests it takes in a time.
    package let rate: RouteRate
    /// The value of the Allow field of a 405 reply (RFC 9110 section 10.2.1): `GET, POST`.
    package let allow: String

    init(_ definition: RouteDefinition, index: Int) {
        id = definition.id
        self.index = index
        hosts = definition.hosts
        pathPattern = definition.path
        methods = definition.methods
        exposure = definition.exposure
        requiresClientCertificate = definition.requiresClientCertificate
        requirement = definition.requirement
        upstreamIndex = definition.upstreamIndex
        maximumBodyBytes = definition.maximumBodyBytes
        deadlines = definition.deadlines
        rate = definition.rate
        allow = definition.methods.map(\.text).joined(separator: ", ")
    }

    /// True when the route takes requests with this method.
    package func allows(_ method: Method) -> Bool {
        for allowed in methods where allowed == method { return true }
        return false
    }
}
