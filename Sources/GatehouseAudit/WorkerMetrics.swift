import BasicContainers
package import GatehouseHTTP
internal import GatehouseMemory

/// The counters of one worker: a block of numbers in which every event has a fixed place.
///
/// Used on its worker's thread only. Counting is an addition in memory: no lock, no allocation, no search except for the
/// place of a reason. Others see the numbers as a `MetricsSnapshot`, which the worker makes when it is asked.
package final class WorkerMetrics {
    private var layout: MetricLayout
    private let numbers: Cell<Numbers>

    private struct Numbers: ~Copyable {
        var fixed: UniqueArray<UInt64>
        var routes: UniqueArray<UInt64>
        var upstreams: UniqueArray<UInt64>
    }

    package init(_ layout: MetricLayout) {
        self.layout = layout
        numbers = Cell(
            Numbers(
                fixed: UniqueArray(repeating: 0, count: MetricLayout.fixedCount),
                routes: UniqueArray(repeating: 0, count: layout.routes.count * MetricLayout.routeCount),
                upstreams: UniqueArray(repeating: 0, count: layout.upstreams.count * MetricLayout.upstreamCount)))
    }

    /// Takes on rows for new routes and upstreams. The layout extends the one in use.
    package func adopt(_ layout: MetricLayout) {
        self.layout = layout
        while numbers.value.routes.count < layout.routes.count * MetricLayout.routeCount {
            numbers.value.routes.append(0)
        }
        while numbers.value.upstreams.count < layout.upstreams.count * MetricLayout.upstreamCount {
            numbers.value.upstreams.append(0)
        }
    }

    /// A copy of all numbers.
    package func snapshot() -> MetricsSnapshot {
        MetricsSnapshot(
            layout: layout, fixed: (0..<numbers.value.fixed.count).map { numbers.value.fixed[$0] },
            routes: (0..<numbers.value.routes.count).map { numbers.value.routes[$0] },
            upstreams: (0..<numbers.value.upstreams.count).map { numbers.value.upstreams[$0] })
    }

    // MARK: Connections

    /// Adds to a single number.
    package func add(_ count: Int = 1, to cell: MetricCell) {
        numbers.value.fixed[cell.rawValue] &+= UInt64(truncatingIfNeeded: count)
    }

    /// A connection was refused before it could ask for anything.
    package func connectionRefused(_ reason: Reason) {
        numbers.value.fixed[MetricLayout.refusedConnections + MetricReasons.index(of: reason)] &+= 1
    }

    /// A connection was ended for what its client did.
    package func connectionEnded(_ reason: Reason) {
        numbers.value.fixed[MetricLayout.endedConnections + MetricReasons.index(of: reason)] &+= 1
    }

    /// A TLS handshake is done.
    package func handshakeDone(_ handshake: MetricLabel.Handshake) {
        numbers.value.fixed[MetricLayout.handshakes + handshake.rawValue] &+= 1
    }

    /// A TLS handshake has failed.
    package func handshakeFailed(_ failure: MetricLabel.HandshakeFailure) {
        numbers.value.fixed[MetricLayout.failedHandshakes + failure.rawValue] &+= 1
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
        numbers.value.routes[start + MetricLabel.StatusClass(status: status).rawValue] &+= 1
        numbers.value.routes[start + MetricLayout.routeDurations + MetricHistogram.bucket(of: nanoseconds)] &+= 1
        numbers.value.routes[start + MetricLayout.routeDurations + MetricHistogram.sumCell] &+= nanoseconds
        guard let reason else { return }
        numbers.value.routes[start + MetricLayout.routeReasons + MetricReasons.index(of: reason)] &+= 1
    }

    // MARK: Upstreams

    /// Adds to a number of an upstream; its row is by `MetricLayout`.
    package func add(_ count: Int = 1, to cell: MetricUpstreamCell, ofUpstream row: Int) {
        numbers.value.upstreams[row * MetricLayout.upstreamCount + cell.rawValue] &+= UInt64(truncatingIfNeeded: count)
    }

    /// An attempt to connect has failed.
    package func connectFailed(_ reason: Reason, toUpstream row: Int) {
        let start = row * MetricLayout.upstreamCount + MetricLayout.upstreamReasons
        numbers.value.upstreams[start + MetricReasons.index(of: reason)] &+= 1
    }

    /// A connector's response head has come.
    ///
    /// - Parameters:
    ///   - nanoseconds: since the request head was given to the connection.
    ///   - row: of the upstream.
    package func responseCame(afterNanoseconds nanoseconds: UInt64, fromUpstream row: Int) {
        let start = row * MetricLayout.upstreamCount + MetricLayout.upstreamDurations
        numbers.value.upstreams[start + MetricHistogram.bucket(of: nanoseconds)] &+= 1
        numbers.value.upstreams[start + MetricHistogram.sumCell] &+= nanoseconds
    }
}
