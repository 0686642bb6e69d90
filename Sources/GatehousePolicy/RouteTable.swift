internal import GatehouseHTTP

/// All routes of a policy, and the decision about each request. What no route matches is refused.
///
/// Immutable and shared by all workers as part of a snapshot. Decisions about plain targets allocate nothing.
package final class RouteTable: Sendable {
    /// In the order of the configuration.
    package let routes: [Route]
    private let index: RouteIndex

    /// Builds the table.
    ///
    /// Routes may overlap only when one is part of the other, hosts and paths together; then the narrower one decides
    /// (exact before `*` before `**`). An empty table refuses everything.
    /// - Throws: the first fault found, in the order of the definitions.
    package init(_ definitions: [RouteDefinition]) throws(RouteTableError) {
        try Self.check(definitions)
        var routes: [Route] = []
        var index = RouteIndex()
        for definition in definitions {
            for host in definition.hosts { index.insert(routes.count, host: host, path: definition.path) }
            routes.append(Route(definition, index: routes.count))
        }
        self.routes = routes
        self.index = index
    }

    /// Decides about a request: route, then network, then method, then what the route requires.
    ///
    /// In this order a private route tells a client from elsewhere nothing but that. A target whose readings do not all
    /// lead to the same route is refused, since the connector may have any of them.
    /// - Parameters:
    ///   - facts: what is known about the request.
    ///   - host: of the authority, without port; compared without regard to case.
    ///   - target: the one that `facts.path` was made from.
    /// - Returns: the one answer; there is no error beside it.
    package func decide(_ facts: borrowing RequestFacts, host: Span<UInt8>, target: Span<UInt8>) -> Decision {
        // Another target than the judged one is our own mistake; it must not become a way in.
        guard facts.path.belongs(to: target) else { return .deny(Denial(.internalError), route: nil) }
        let route: Route?
        do {
            route = try agreedRoute(of: facts.path, host: host, target: target)
        } catch {
            return .deny(error, route: nil)
        }
        guard let route else { return .deny(Denial(.routeNotFound), route: nil) }
        guard route.exposure.admits(facts.client) else { return .deny(Denial(.networkNotAllowed), route: route) }
        guard facts.isClientProven || !route.requiresClientCertificate else {
            return .deny(Denial(.clientCertificateMissing), route: route)
        }
        guard route.allows(facts.method) else { return .deny(Denial(.methodNotAllowed), route: route) }
        switch route.requirement {
        case .none:
            return .allow(Permit(route: route, path: facts.path, verifiedBody: nil))
        case .signature(let verifier, name: _):
            return .require(Obligation(route: route, path: facts.path, verifier: verifier))
        }
    }

    /// The route for a host and a canonical path, whoever asks and how; for explanations, not for decisions.
    package func route(host: Span<UInt8>, path: Span<UInt8>) -> Route? {
        index.route(host: host, path: path).map { routes[$0] }
    }

    // MARK: Readings

    /// The route that every reading leads to; nil when none of them leads to any.
    private func agreedRoute(
        of path: CanonicalPath, host: Span<UInt8>, target: Span<UInt8>
    ) throws(Denial) -> Route? {
        let found = path.withPath(of: target) { index.route(host: host, path: $0) }
        guard isSteady(found, path, host: host, target: target) else { throw Denial(.readingsDisagree) }
        return found.map { routes[$0] }
    }

    private func isSteady(_ found: Int?, _ path: CanonicalPath, host: Span<UInt8>, target: Span<UInt8>) -> Bool {
        guard path.withPath(of: target, { isSteadyWithoutFinalSlash(found, host: host, path: $0) }) else {
            return false
        }
        guard let readings = path.rewriting?.readings else { return true }
        guard let tomcat = readings.tomcat, let spring = readings.springSegments else { return false }
        for reading in [readings.raw, readings.rfc3986, tomcat, spring]
        where index.route(host: host, path: reading.span) != found {
            return false
        }
        return true
    }

    /// Spring before version 6 also serves `/a/` with the handler of `/a`: it must not be one that another route guards.
    private func isSteadyWithoutFinalSlash(_ found: Int?, host: Span<UInt8>, path: Span<UInt8>) -> Bool {
        guard found != nil, path.count > 1, path[path.count - 1] == UInt8(ascii: "/") else { return true }
        let other = index.route(host: host, path: path.extracting(0..<path.count - 1))
        return other == nil || other == found
    }

    // MARK: Building

    private static func check(_ definitions: [RouteDefinition]) throws(RouteTableError) {
        var ids: Set<String> = []
        for definition in definitions {
            guard ids.insert(definition.id).inserted else { throw .duplicateID(definition.id) }
            guard !definition.hosts.isEmpty else { throw .noHosts(definition.id) }
            guard !definition.methods.isEmpty else { throw .noMethods(definition.id) }
        }
        for (position, second) in definitions.enumerated() {
            for first in definitions[..<position] { try check(first, second) }
        }
    }

    /// Refuses two routes of which neither is part of the other where they overlap.
    private static func check(_ first: RouteDefinition, _ second: RouteDefinition) throws(RouteTableError) {
        let paths = first.path.relation(to: second.path)
        guard paths != .disjoint else { return }
        for host in first.hosts {
            for otherHost in second.hosts {
                switch paths.combined(with: host.relation(to: otherHost)) {
                case .equal: throw .duplicate(first: first.id, second: second.id)
                case .crossing: throw .ambiguous(first: first.id, second: second.id)
                case .disjoint, .narrower, .wider: break
                }
            }
        }
    }
}
