/// Which routes and upstreams are counted, and where the counters of each are.
///
/// Rows are only ever added: after a reload a route keeps its row, and a worker that has not adopted the new policy yet
/// counts in the same rows as one that has. Immutable, shared by all workers.
package struct MetricLayout: Sendable, Equatable {
    /// By row. Row 0 is for requests that no route took.
    package private(set) var routes: [String] = [Self.noRoute]
    /// By row.
    package private(set) var upstreams: [String] = []

    /// The label of requests that no route took. No route can have it as its ID: that has a letter or digit first.
    package static let noRoute = "-"

    /// Nothing but requests without a route.
    package init() {}

    /// The same with a row for each of these that has none yet.
    ///
    /// - Parameters:
    ///   - routes: IDs from the policy.
    ///   - upstreams: names from the policy.
    /// - Returns: a layout in which all rows of this one are where they were.
    package func extended(routes: [String], upstreams: [String]) -> MetricLayout {
        var layout = self
        layout.routes += routes.filter { !self.routes.contains($0) }
        layout.upstreams += upstreams.filter { !self.upstreams.contains($0) }
        return layout
    }

    /// The row of each route ID, in their order.
    package func rows(ofRoutes ids: [String]) -> [Int] {
        let rows = Dictionary(uniqueKeysWithValues: routes.enumerated().map { ($0.element, $0.offset) })
        return ids.map { rows[$0] ?? 0 }
    }

    /// The row of each upstream name, in their order.
    package func rows(ofUpstreams names: [String]) -> [Int] {
        names.map { upstreams.firstIndex(of: $0) ?? 0 }
    }

    // MARK: Places

    private static let reasonCount = MetricReasons.all.count

    /// Single numbers, then refused and ended connections by reason, then handshakes, then those that failed.
    static let refusedConnections = MetricCell.count
    static let endedConnections = refusedConnections + reasonCount
    static let handshakes = endedConnections + reasonCount
    static let failedHandshakes = handshakes + MetricLabel.Handshake.allCases.count
    static let fixedCount = failedHandshakes + MetricLabel.HandshakeFailure.allCases.count

    /// A route's row: responses by status class, durations, rejections by reason.
    static let routeDurations = MetricLabel.StatusClass.allCases.count
    static let routeReasons = routeDurations + MetricHistogram.cellCount
    static let routeCount = routeReasons + reasonCount

    /// An upstream's row: single numbers, response times, failed connection attempts by reason.
    static let upstreamDurations = MetricUpstreamCell.count
    static let upstreamReasons = upstreamDurations + MetricHistogram.cellCount
    static let upstreamCount = upstreamReasons + reasonCount
}
