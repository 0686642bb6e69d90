import GatehousePolicy

/// The pools of one worker for the upstreams of one snapshot.
///
/// An exchange keeps the set that it began with, as its permit names an upstream of that snapshot.
final class UpstreamPoolSet {
    /// By `Route.upstreamIndex`.
    let pairs: [UpstreamPair]

    /// Takes over the pools of `former` whose upstreams are the same but for their endpoints. Connections of the others
    /// finish and close.
    init(for snapshot: Snapshot, following former: UpstreamPoolSet?, driver: ExchangeDriver) {
        var left = former?.pairs ?? []
        var pairs: [UpstreamPair] = []
        for (target, row) in zip(snapshot.upstreams, snapshot.upstreamMetricRows) {
            if let index = left.firstIndex(where: { $0.target.isInterchangeable(with: target) }) {
                let pair = left.remove(at: index)
                pair.adopt(target)
                pairs.append(pair)
            } else {
                pairs.append(UpstreamPair(target: target, metricRow: row, driver: driver))
            }
        }
        self.pairs = pairs
        for pair in left { pair.retireAll() }
    }

    /// Connections finish and close.
    func retireAll() {
        for pair in pairs { pair.retireAll() }
    }

    func pool(for permit: Permit) -> UpstreamPool {
        let pair = pairs[permit.route.upstreamIndex]
        return permit.route.exposure.isPrivate ? pair.privatePool : pair.publicPool
    }
}
