package import GatehouseAudit
package import GatehouseExchange
package import GatehousePolicy
package import GatehouseSignatures

/// The whole configuration as the workers use it: immutable, shared by all of them, replaced as a whole.
///
/// Built from a checked configuration by the executable; an exchange keeps the snapshot that it began with.
package final class Snapshot: Sendable {
    package let routes: RouteTable
    /// By the index in `Requirement.signature`.
    package let verifiers: [FluentVerifier]
    package let judge: RequestJudge
    /// By `Route.index`.
    let routeFacts: [RouteFacts]
    /// Where metrics count what this snapshot names. The snapshot of a reload extends the one before it.
    package let metricLayout: MetricLayout
    /// By `Route.index`: the row in `metricLayout`.
    package let routeMetricRows: [Int]
    /// By `Route.upstreamIndex`: the row in `metricLayout`.
    package let upstreamMetricRows: [Int]
    /// By `Route.upstreamIndex`.
    package let upstreams: [UpstreamTarget]
    package let listeners: [ListenerTarget]
    package let limits: ProxyLimits
    /// By `Route.index`; nil for routes that take as many requests as come.
    let meters: [RouteMeter?]
    /// Some requests are counted: a route has a rate, or failed signatures have one.
    let hasRequestLimits: Bool
    /// SHA-256 of the configuration file: tells in a record which policy decided.
    package let policyDigest: SHA256Value

    package init(
        routes: RouteTable, verifiers: [FluentVerifier], upstreams: [UpstreamTarget], listeners: [ListenerTarget],
        limits: ProxyLimits, policyDigest: SHA256Value, extending layout: MetricLayout = MetricLayout(),
        following former: Snapshot? = nil
    ) {
        self.routes = routes
        self.verifiers = verifiers
        judge = RequestJudge(routes: routes, verifiers: verifiers)
        routeFacts = routes.routes.map { route in
            RouteFacts(
                id: route.id, exposure: route.exposure.isPrivate ? "private" : "public",
                signatureScheme: Self.isSigned(route) ? FluentScheme.name : nil,
                upstreamName: upstreams[route.upstreamIndex].name)
        }
        let routeIDs = routes.routes.map(\.id)
        let upstreamNames = upstreams.map(\.name)
        metricLayout = layout.extended(routes: routeIDs, upstreams: upstreamNames)
        routeMetricRows = metricLayout.rows(ofRoutes: routeIDs)
        upstreamMetricRows = metricLayout.rows(ofUpstreams: upstreamNames)
        self.upstreams = upstreams
        self.listeners = listeners
        self.limits = limits
        meters = routes.routes.map { Self.meter(for: $0, following: former) }
        hasRequestLimits =
            meters.contains { $0 != nil }
            || limits.signatureFailures != nil && routes.routes.contains(where: Self.isSigned)
        self.policyDigest = policyDigest
    }

    /// What a route has counted is kept as long as it keeps its name: a reload forgives nobody.
    private static func meter(for route: Route, following former: Snapshot?) -> RouteMeter? {
        guard !route.rate.isUnlimited else { return nil }
        let known = former?.routes.routes.first { $0.id == route.id }
        return known.flatMap { former?.meters[$0.index] } ?? RouteMeter(seed: SharedLimits.randomSeed())
    }

    private static func isSigned(_ route: Route) -> Bool {
        switch route.requirement {
        case .none: false
        case .signature: true
        }
    }
}
