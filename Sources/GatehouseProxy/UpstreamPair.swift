/// What one worker has for one upstream: a pool for public routes, one for private ones, and the checks that serve both.
///
/// Health belongs to both, since checks are the gateway's own; what requests show about an endpoint stays with the pool
/// in which they were, so that public clients cannot take an endpoint away from private ones.
final class UpstreamPair {
    private(set) var target: UpstreamTarget
    let publicPool: UpstreamPool
    let privatePool: UpstreamPool
    private let driver: ExchangeDriver
    private var probes: [HealthProbe] = []

    init(target: UpstreamTarget, metricRow: Int, driver: ExchangeDriver) {
        self.target = target
        self.driver = driver
        publicPool = UpstreamPool(target: target, metricRow: metricRow, driver: driver)
        privatePool = UpstreamPool(target: target, metricRow: metricRow, driver: driver)
        adopt(target)
    }

    /// Follows a target that is interchangeable with its own. What is known about endpoints that stay is kept.
    func adopt(_ target: UpstreamTarget) {
        self.target = target
        let former = probes
        probes = target.health.map { rule in target.endpoints.map { probe($0, rule, among: former) } } ?? []
        for probe in former where !probes.contains(where: { $0 === probe }) { driver.remove(probe) }
        publicPool.adopt(target, probes: probes)
        privatePool.adopt(target, probes: probes)
    }

    private func probe(_ endpoint: EndpointTarget, _ rule: HealthCheck, among former: [HealthProbe]) -> HealthProbe {
        former.first { $0.endpoint == endpoint && $0.rule == rule } ?? driver.probe(endpoint, rule, for: self)
    }

    func healthChanged(of endpoint: EndpointTarget) {
        publicPool.healthChanged(of: endpoint)
        privatePool.healthChanged(of: endpoint)
    }

    /// Connections finish and close; checks end.
    func retireAll() {
        for probe in probes { driver.remove(probe) }
        probes = []
        publicPool.retireAll()
        privatePool.retireAll()
    }
}
