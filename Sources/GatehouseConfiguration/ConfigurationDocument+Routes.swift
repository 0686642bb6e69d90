package import GatehousePolicy

extension ConfigurationDocument {
    /// The boundary between the file and the policy: each route of the file becomes one definition of the table, in
    /// the order of the file. Upstream and verifier indices are positions in `upstreams` and `keyRings`.
    package func routeDefinitions() -> [RouteDefinition] {
        routes.map(definition)
    }

    private func definition(of route: RouteSettings) -> RouteDefinition {
        guard let upstreamIndex = upstreams.firstIndex(where: { $0.name == route.upstream }) else {
            preconditionFailure("a route of a validated document leads to a defined upstream")
        }
        var definition = RouteDefinition(
            id: route.id, hosts: route.hosts, path: route.path, methods: route.methods,
            exposure: exposure(of: route), requiresClientCertificate: route.requiresClientCertificate,
            requirement: requirement(of: route), upstreamIndex: upstreamIndex, maximumBodyBytes: route.bodyLimit.bytes,
            deadlines: deadlines(of: route, upstreams[upstreamIndex]))
        definition.rate = route.rate?.routeRate ?? RouteRate()
        return definition
    }

    private func exposure(of route: RouteSettings) -> Exposure {
        switch route.exposure {
        case .public: .public
        case .private(let names): .private(networkSet(named: names), names: names)
        }
    }

    /// The addresses of all networks with these names, which are out of `networks` like every such list here.
    package func networkSet(named names: [String]) -> NetworkSet {
        NetworkSet(networks.filter { names.contains($0.name) }.flatMap(\.ranges))
    }

    private func requirement(of route: RouteSettings) -> Requirement {
        switch route.requirement {
        case .none: return .none
        case .signature(let name):
            guard let index = keyRings.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("a route of a validated document requires a defined signature")
            }
            return .signature(verifier: index, name: name)
        }
    }

    private func deadlines(of route: RouteSettings, _ upstream: UpstreamSettings) -> RouteDeadlines {
        let requestBody = route.deadlines.requestBody ?? limits.deadlines.requestBody
        let responseHead = route.deadlines.responseHead ?? upstream.deadlines.responseHead
        let idle = route.deadlines.idle ?? upstream.deadlines.idle
        return RouteDeadlines(
            connectMilliseconds: upstream.deadlines.connect.milliseconds,
            responseHeadMilliseconds: responseHead.milliseconds, idleMilliseconds: idle.milliseconds,
            requestBodyMilliseconds: requestBody.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds. No duration of the file is longer than a week, which fits.
    fileprivate var milliseconds: UInt32 {
        let parts = components
        return UInt32(clamping: parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
    }
}
