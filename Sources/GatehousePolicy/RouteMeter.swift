/// What a route's `RouteRate` has counted. Shared by all workers, and kept by a reload.
package final class RouteMeter: Sendable {
    /// Clients that have a place. Beyond that they share, which costs nobody anything unless they are near their limit.
    private static let clientCount = 8192

    private let clients: ClientMeter
    private let total = TotalMeter()

    /// - Parameter seed: random, and told to nobody.
    package init(seed: (UInt64, UInt64)) {
        clients = ClientMeter(capacity: Self.clientCount, seed: seed)
    }

    /// Asks whether a request is within the route's rate, and counts it.
    ///
    /// The client comes first: one that asks for too much takes nothing from what all have together.
    /// - Parameters:
    ///   - client: who asks.
    ///   - rate: of the route.
    ///   - now: monotonic.
    /// - Returns: 0 when it is, else after how many nanoseconds one will be.
    package func take(for client: ClientNetwork, by rate: RouteRate, nowNanoseconds now: UInt64) -> UInt64 {
        if let rule = rate.client {
            let wait = clients.take(client, by: rule, nowNanoseconds: now)
            guard wait == 0 else { return wait }
        }
        guard let rule = rate.total else { return 0 }
        return total.take(by: rule, nowNanoseconds: now)
    }
}
