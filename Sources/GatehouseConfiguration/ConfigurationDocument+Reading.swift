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
        let admin = section.optional("admin", ValueReader { AdminSettings(reading: $0, $1) })
        let health = section.optional("health", ValueReader { HealthSettings(reading: $0, $1) })
        let sandbox = section.section("sandbox", SandboxSettings.init(reading:_:))
        section.finish()
        guard version != nil, let workers, let drain, let certificates, let networks, let listeners, let upstreams,
            let keyRings, let routes, let limits, let audit, let admin, let health, let sandbox,
            Self.hasPlacesOfTheirOwn(listeners, admin, health, section), Self.canBeProven(routes, listeners, section)
        else { return nil }
        self.init(
            file: context.file, workers: workers, drain: drain, certificates: certificates, networks: networks,
            listeners: listeners, upstreams: upstreams, keyRings: keyRings, routes: routes, limits: limits,
            audit: audit, admin: admin, health: health, sandbox: sandbox)
    }

    /// A route for clients with a certificate needs a listener that asks for one.
    private static func canBeProven(
        _ routes: [RouteSettings], _ listeners: [ListenerSettings], _ section: SectionReader
    ) -> Bool {
        let asks = listeners.contains { listener in
            if case .tls(let tls) = listener.service { tls.clientCertificates != nil } else { false }
        }
        guard !asks, let route = routes.first(where: \.requiresClientCertificate) else { return true }
        section.report(
            "no listener asks for the client certificate that the route `\(route.id)` requires",
            hint: "add `client_certificates` to a listener's `tls`", at: "routes")
        return false
    }

    /// The control listeners are bound beside the others, so their addresses must differ from those.
    private static func hasPlacesOfTheirOwn(
        _ listeners: [ListenerSettings], _ admin: AdminSettings?, _ health: HealthSettings?, _ section: SectionReader
    ) -> Bool {
        var taken = listeners.map(\.address)
        var places: [(key: String, address: Endpoint)] = []
        if case .address(let address)? = admin?.listen { places.append(("admin", address)) }
        if let health { places.append(("health", health.address)) }
        for place in places where place.address.port != 0 {
            guard !taken.contains(place.address) else {
                section.report("the address \(place.address) is taken", hint: "use another port", at: place.key)
                return false
            }
            taken.append(place.address)
        }
        return true
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
