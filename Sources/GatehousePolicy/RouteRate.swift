/// How many requests a route takes in a time. What counts them is `RouteMeter`.
package struct RouteRate: Hashable, Sendable {
    /// From each client network; nil: as many as come.
    package var client: RateRule?
    /// From all together; nil: as many as come.
    package var total: RateRule?

    package init(client: RateRule? = nil, total: RateRule? = nil) {
        self.client = client
        self.total = total
    }

    /// Nothing is counted.
    package var isUnlimited: Bool { client == nil && total == nil }
}
