import BasicContainers
package import GatehouseHTTP

/// The counters of one worker: a block of numbers in which every event has a fixed place.
///
/// Used on its worker's thread only. Counting is an addition in memory: no lock, no allocation, no search except for the
/// place of a reason. Others see the numbers as a `MetricsSnapshot`, which the worker makes when it is asked.
package final class WorkerMetrics {
    private var layout: MetricLayout
    private var fixed: UniqueArray<UInt64>
    private var routes: UniqueArray<UInt64>
    private var upstreams: UniqueArray<UInt64>

    package init(_ layout: MetricLayout) {
        self.layout = layout
        fixed = UniqueArray(repeating: 0, count: MetricLayout.fixedCount)
        routes = UniqueArray(repeating: 0, count: layout.routes.count * MetricLayout.routeCount)
        upstreams = UniqueArray(repeating: 0, count: layout.upstreams.count * MetricLayout.upstreamCount)
    }

    /// Takes on rows for new routes and upstreams. The layout extends the one in use.
    package func adopt(_ layout: MetricLayout) {
        self.layout = layout
        while routes.count < layout.routes.count * MetricLayout.routeCount { routes.append(0) }
        while upstreams.count < layout.upstreams.count * MetricLayout.upstreamCount { upstreams.append(0) }
    }

    /// A copy of all numbers.
    package func snapshot() -> MetricsSnapshot {
        MetricsSnapshot(
            layout: layout, fixed: (0..<fixed.count).map { fixed[$0] }, routes: (0..<routes.count).map { routes[$0] },
            upstreams: (0..<upstreams.count).map { upstreams[$0] })
    }

    // MARK: Connections

    /// Adds to a single number.
    package func add(_ count: Int = 1, to cell: MetricCell) {
        fixed[cell.rawValue] &+= UInt64(truncatingIfNeeded: count)
    }

    /// A connection was refused before it could ask for anything.
    package func connectionRefused(_ reason: Reason) {
        fixed[MetricLayout.refusedConnections + MetricReasons.index(of: reason)] &+= 1
    }

    /// A connection was ended for what its client did.
    package func connectionEnded(_ reason: Reason) {
        fixed[MetricLayout.endedConnections + MetricReasons.index(of: reason)] &+= 1
    }

    /// A TLS handshake is done.
    package func handshakeDone(_ handshake: MetricLabel.Handshake) {
        fixed[MetricLayout.handshakes + handshake.rawValue] &+= 1
    }

    /// A TLS handshake has failed.
    package func handshakeFailed(_ failure: MetricLabel.HandshakeFailure) {
        fixed[MetricLayout.failedHandshakes + failure.rawValue] &+= 1
    }

    // MARK: Exchanges

    /// An exchange is over.
    ///
    /// - Parameters:
    ///   - row: of its route, by `MetricLayout`; 0 when it had none.
    ///   - status: as sent downstream; 0 when nothing was.
    ///   - reason: of a refusal or failure.
    ///   - nanoseconds: from the complete request head to the end.
    package func exchangeEnded(onRoute row: Int, status: UInt16, reason: Reason?, afterNanoseconds nanoseconds: UInt64)
    {
        let start = row * MetricLayout.routeCount
        routes[start + MetricLabel.StatusClass(status: status).rawValue] &+= 1
        routes[start + MetricLayout.routeDurations + MetricHistogram.bucket(of: nanoseconds)] &+= 1
        routes[start + MetricLayout.routeDurations + MetricHistogram.sumCell] &+= nanoseconds
        guard let reason else { return }
        routes[start + MetricLayout.routeReasons + MetricReasons.index(of: reason)] &+= 1
    }

    // MARK: Upstreams

    /// Adds to a number of an upstream; its row is by `MetricLayout`.
    package func add(_ count: Int = 1, to cell: MetricUpstreamCell, ofUpstream row: Int) {
        upstreams[row * MetricLayout.upstreamCount + cell.rawValue] &+= UInt64(truncatingIfNeeded: count)
    }

    /// An attempt to connect has failed.
    package func connectFailed(_ reason: Reason, toUpstream row: Int) {
        let start = row * MetricLayout.upstreamCount + MetricLayout.upstreamReasons
        upstreams[start + MetricReasons.index(of: reason)] &+= 1
    }

    /// A connector's response head has come.
    ///
    /// - Parameters:
    ///   - nanoseconds: since the request head was given to the connection.
    ///   - row: of the upstream.
    package func responseCame(afterNanoseconds nanoseconds: UInt64, fromUpstream row: Int) {
        let start = row * MetricLayout.upstreamCount + MetricLayout.upstreamDurations
        upstreams[start + MetricHistogram.bucket(of: nanoseconds)] &+= 1
        upstreams[start + MetricHistogram.sumCell] &+= nanoseconds
    }
}
