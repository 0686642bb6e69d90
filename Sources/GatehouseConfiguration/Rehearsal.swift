package import GatehousePolicy

/// Where a configuration is tried out: what of a document has to differ on one machine. The policy itself (routes,
/// requirements, limits) stays as it is written.
package struct Rehearsal: Hashable, Sendable {
    /// Replaces the port of the TLS listener; 0 has the kernel choose, nil keeps it.
    package var port: UInt16?
    /// Stands in for every upstream, in clear.
    package var connector: Endpoint
    /// Ranges that belong to a network in addition, by the network's name.
    package var additionalRanges: [String: [Network]]
    /// Where audit records go instead.
    package var audit: AuditSettings.Destination
    /// Where access records go instead.
    package var access: AuditSettings.Destination

    package init(
        port: UInt16?, connector: Endpoint, additionalRanges: [String: [Network]], audit: AuditSettings.Destination,
        access: AuditSettings.Destination
    ) {
        self.port = port
        self.connector = connector
        self.additionalRanges = additionalRanges
        self.audit = audit
        self.access = access
    }
}

extension ConfigurationDocument {
    /// The document for a rehearsal: its first TLS listener only, in front of the stand-in.
    package func rehearsed(_ rehearsal: Rehearsal) -> ConfigurationDocument {
        let listener = listeners.first(where: \.terminatesTLS)
        return ConfigurationDocument(
            file: file, workers: workers, drain: drain, certificates: certificates,
            networks: networks.map { $0.adding(rehearsal.additionalRanges[$0.name] ?? []) },
            listeners: listener.map { [$0.moved(toPort: rehearsal.port ?? $0.address.port)] } ?? [],
            upstreams: upstreams.map { $0.replaced(by: rehearsal.connector) }, keyRings: keyRings, routes: routes,
            limits: limits,
            audit: AuditSettings(records: rehearsal.audit, access: rehearsal.access, queue: audit.queue), admin: nil,
            health: nil, sandbox: sandbox)
    }
}

extension NetworkSettings {
    fileprivate func adding(_ more: [Network]) -> NetworkSettings {
        NetworkSettings(name: name, ranges: ranges + more, position: position)
    }
}

extension ListenerSettings {
    fileprivate var terminatesTLS: Bool {
        switch service {
        case .tls: true
        case .redirect: false
        }
    }

    fileprivate func moved(toPort port: UInt16) -> ListenerSettings {
        ListenerSettings(
            name: name, address: Endpoint(host: address.host, port: port), service: service, client: client,
            connections: connections, position: position)
    }
}

extension UpstreamSettings {
    fileprivate func replaced(by connector: Endpoint) -> UpstreamSettings {
        UpstreamSettings(
            name: name, addresses: [connector], resolve: resolve, version: .http2,
            security: .cleartext, connections: connections,
            deadlines: deadlines,
            reconnect: reconnect, health: nil, ejection: ejection, slowStart: slowStart, position: position)
    }
}
