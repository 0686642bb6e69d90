extension ConfigurationDocument {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "document", context) else { return nil }
        let version = section.required("version", .integer(in: 1...1), hint: "write `version: 1`")
        let workers = section.value("workers", .workers, default: .automatic)
        let drain = section.section("drain", DrainSettings.init(reading:_:))
        let certificates = section.value(
            "certificates", .definitions(uniqueBy: "name", CertificateSettings.init(reading:_:)), default: [])
        let networks = section.value("networks", .networks, default: [])
        let listeners = section.required("listeners", .listeners)
        let upstreams = section.required("upstreams", .definitions(uniqueBy: "name", UpstreamSettings.init(reading:_:)))
        let keyRings = section.value(
            "signatures", .definitions(uniqueBy: "name", KeyRingSettings.init(reading:_:)), default: [])
        let routes = section.required(
            "routes", .definitions(uniqueBy: "id", RouteSettings.init(reading:_:)),
            hint: "without routes nothing passes")
        let limits = section.section("limits", LimitSettings.init(reading:_:))
        let audit = section.section("audit", AuditSettings.init(reading:_:))
        section.finish()
        guard version != nil, let workers, let drain, let certificates, let networks, let listeners, let upstreams,
            let keyRings, let routes, let limits, let audit
        else { return nil }
        self.init(
            file: context.file, workers: workers, drain: drain, certificates: certificates, networks: networks,
            listeners: listeners, upstreams: upstreams, keyRings: keyRings, routes: routes, limits: limits,
            audit: audit)
    }
}

extension ValueReader where Value == [ListenerSettings] {
    /// Listeners, with names and addresses of their own.
    fileprivate static var listeners: ValueReader {
        ValueReader { node, context in
            let listeners = ValueReader.definitions(uniqueBy: "name", ListenerSettings.init(reading:_:)).read(
                node, context)
            return listeners.flatMap { hasDistinctAddresses($0, node, context) ? $0 : nil }
        }
    }

    private static func hasDistinctAddresses(
        _ listeners: [ListenerSettings], _ node: YAMLNode, _ context: ReadingContext
    ) -> Bool {
        for (index, listener) in listeners.enumerated() where listener.address.port != 0 {
            guard let other = listeners[..<index].first(where: { $0.address == listener.address }) else { continue }
            context.report(
                node.elements[index].value(of: "address") ?? node, "the address \(listener.address) is taken",
                hint: "by the listener `\(other.name)`")
            return false
        }
        return true
    }
}
