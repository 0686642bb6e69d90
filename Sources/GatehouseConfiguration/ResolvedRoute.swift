/// A route with everything it refers to looked up: what a route definition is made from.
package struct ResolvedRoute: Sendable {
    package let settings: RouteSettings
    /// Position in `ConfigurationDocument.routes`.
    package let index: Int
    /// Position in `ConfigurationDocument.upstreams`.
    package let upstreamIndex: Int
    /// Position in `ConfigurationDocument.keyRings`; nil when the route requires no signature.
    package let keyRingIndex: Int?
    /// The networks of a private route, never empty for one; empty for a public one.
    package let networks: [NetworkSettings]
    package let deadlines: Deadlines

    /// The deadlines that apply, whoever set them.
    package struct Deadlines: Hashable, Sendable {
        package let connect: Duration
        package let requestBody: Duration
        package let responseHead: Duration
        package let idle: Duration
    }
}

extension ConfigurationDocument {
    /// The boundary between the file and the policy: each route of the file becomes one definition of the table.
    ///
    /// - Parameter define: turns patterns and networks into the matching types; what it throws ends the work.
    /// - Returns: definitions in the order of the file.
    package func routeDefinitions<Definition, Failure: Error>(
        _ define: (ResolvedRoute) throws(Failure) -> Definition
    ) throws(Failure) -> [Definition] {
        var definitions: [Definition] = []
        for (index, route) in routes.enumerated() { definitions.append(try define(resolve(route, at: index))) }
        return definitions
    }

    private func resolve(_ route: RouteSettings, at index: Int) -> ResolvedRoute {
        guard let upstreamIndex = upstreams.firstIndex(where: { $0.name == route.upstream }) else {
            preconditionFailure("a route of a validated document leads to a defined upstream")
        }
        return ResolvedRoute(
            settings: route, index: index, upstreamIndex: upstreamIndex, keyRingIndex: keyRingIndex(of: route),
            networks: networks(of: route), deadlines: deadlines(of: route, upstreams[upstreamIndex]))
    }

    private func keyRingIndex(of route: RouteSettings) -> Int? {
        guard case .signature(let name) = route.requirement else { return nil }
        guard let index = keyRings.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("a route of a validated document requires a defined signature")
        }
        return index
    }

    private func networks(of route: RouteSettings) -> [NetworkSettings] {
        guard case .private(let names) = route.exposure else { return [] }
        let found = networks.filter { names.contains($0.name) }
        precondition(!found.isEmpty, "a private route of a validated document names defined networks")
        return found
    }

    private func deadlines(of route: RouteSettings, _ upstream: UpstreamSettings) -> ResolvedRoute.Deadlines {
        ResolvedRoute.Deadlines(
            connect: upstream.deadlines.connect,
            requestBody: route.deadlines.requestBody ?? limits.deadlines.requestBody,
            responseHead: route.deadlines.responseHead ?? upstream.deadlines.responseHead,
            idle: route.deadlines.idle ?? upstream.deadlines.idle)
    }
}
