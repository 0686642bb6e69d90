package import GatehouseHTTP

/// The numbers of one worker at one moment, or of several added up.
package struct MetricsSnapshot: Sendable, Equatable {
    /// One distribution of durations.
    package struct Histogram: Sendable, Equatable {
        /// For each of `MetricHistogram.bounds` and for what is longer; each observation counts in one bucket.
        package let buckets: [UInt64]
        package let sumNanoseconds: UInt64
    }

    package private(set) var layout: MetricLayout
    private var fixed: [UInt64]
    private var routes: [UInt64]
    private var upstreams: [UInt64]

    init(layout: MetricLayout, fixed: [UInt64], routes: [UInt64], upstreams: [UInt64]) {
        self.layout = layout
        self.fixed = fixed
        self.routes = routes
        self.upstreams = upstreams
    }

    /// All zero.
    package init(_ layout: MetricLayout = MetricLayout()) {
        self = WorkerMetrics(layout).snapshot()
    }

    /// Adds the numbers of another worker. Rows are only ever added, so the longer layout extends the shorter.
    package mutating func add(_ other: MetricsSnapshot) {
        if other.routes.count > routes.count || other.upstreams.count > upstreams.count { layout = other.layout }
        Self.add(other.fixed, to: &fixed)
        Self.add(other.routes, to: &routes)
        Self.add(other.upstreams, to: &upstreams)
    }

    private static func add(_ added: [UInt64], to numbers: inout [UInt64]) {
        if numbers.count < added.count { numbers += [UInt64](repeating: 0, count: added.count - numbers.count) }
        for (index, number) in added.enumerated() { numbers[index] &+= number }
    }

    // MARK: Reading

    package func value(of cell: MetricCell) -> UInt64 { fixed[cell.rawValue] }

    package func connectionsRefused(_ reason: Reason) -> UInt64 {
        fixed[MetricLayout.refusedConnections + MetricReasons.index(of: reason)]
    }

    package func connectionsEnded(_ reason: Reason) -> UInt64 {
        fixed[MetricLayout.endedConnections + MetricReasons.index(of: reason)]
    }

    package func handshakes(_ handshake: MetricLabel.Handshake) -> UInt64 {
        fixed[MetricLayout.handshakes + handshake.rawValue]
    }

    package func failedHandshakes(_ failure: MetricLabel.HandshakeFailure) -> UInt64 {
        fixed[MetricLayout.failedHandshakes + failure.rawValue]
    }

    /// Exchanges on the route in this row, by the status that the client saw.
    package func requests(onRoute row: Int, _ status: MetricLabel.StatusClass) -> UInt64 {
        routes[row * MetricLayout.routeCount + status.rawValue]
    }

    package func durations(onRoute row: Int) -> Histogram {
        Self.histogram(in: routes, at: row * MetricLayout.routeCount + MetricLayout.routeDurations)
    }

    package func rejections(onRoute row: Int, _ reason: Reason) -> UInt64 {
        routes[row * MetricLayout.routeCount + MetricLayout.routeReasons + MetricReasons.index(of: reason)]
    }

    /// On all routes together.
    package func rejections(_ reason: Reason) -> UInt64 {
        layout.routes.indices.reduce(0) { $0 &+ rejections(onRoute: $1, reason) }
    }

    package func value(of cell: MetricUpstreamCell, ofUpstream row: Int) -> UInt64 {
        upstreams[row * MetricLayout.upstreamCount + cell.rawValue]
    }

    package func failedConnects(_ reason: Reason, toUpstream row: Int) -> UInt64 {
        upstreams[row * MetricLayout.upstreamCount + MetricLayout.upstreamReasons + MetricReasons.index(of: reason)]
    }

    /// Times from the request to the response head.
    package func responses(fromUpstream row: Int) -> Histogram {
        Self.histogram(in: upstreams, at: row * MetricLayout.upstreamCount + MetricLayout.upstreamDurations)
    }

    private static func histogram(in numbers: [UInt64], at start: Int) -> Histogram {
        Histogram(
            buckets: Array(numbers[start..<start + MetricHistogram.sumCell]),
            sumNanoseconds: numbers[start + MetricHistogram.sumCell])
    }
}
