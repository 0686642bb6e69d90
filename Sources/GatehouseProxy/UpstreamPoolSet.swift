import GatehousePolicy

/// The pools of one worker for the upstreams of one snapshot: two for each, for public routes and for private ones.
///
/// An exchange keeps the set that it began with, as its permit names an upstream of that snapshot.
final class UpstreamPoolSet {
    private let pools: [UpstreamPool]

    /// Takes over the pools of `former` whose upstreams are the same but for their endpoints. Connections of the others
    /// finish and close.
    init(for snapshot: Snapshot, following former: UpstreamPoolSet?, driver: ExchangeDriver) {
        var left = former?.pools ?? []
        var pools: [UpstreamPool] = []
        for (target, row) in zip(snapshot.upstreams, snapshot.upstreamMetricRows) {
            if let index = left.firstIndex(where: { $0.target.isInterchangeable(with: target) }) {
                // Both pools of an upstream stand side by side.
                for pool in left[index...(index + 1)] {
                    pool.adopt(target)
                    pools.append(pool)
                }
                left.removeSubrange(index...(index + 1))
            } else {
                pools += (0..<2).map { _ in UpstreamPool(target: target, metricRow: row, driver: driver) }
            }
        }
        self.pools = pools
        for pool in left { pool.retireAll() }
    }

    /// Connections finish and close.
    func retireAll() {
        for pool in pools { pool.retireAll() }
    }

    func pool(for permit: Permit) -> UpstreamPool {
        pools[2 * permit.route.upstreamIndex + (permit.route.exposure.isPrivate ? 1 : 0)]
    }
}
