import GatehouseHTTP
import GatehousePolicy

/// The connections of one worker to one connector, for one class of routes.
///
/// Public and private routes have pools of their own, so that nothing a public client sends can disturb, or be
/// confused with, a private exchange on a shared connection.
final class UpstreamPool {
    /// What asking for a connection gives.
    enum Lease {
        case connection(UpstreamConnection)
        /// The exchange stands in the queue; `ExchangeDriver.connectionReady(_:)` is called in its turn.
        case waiting
        case unavailable(Reason)
    }

    private(set) var target: UpstreamTarget
    /// Where metrics count this upstream.
    let metricRow: Int
    private let driver: ExchangeDriver
    private var endpoints: [UpstreamEndpoint] = []
    /// Where the search for the least loaded endpoint begins, so that idle ones take turns.
    private var turn = 0
    private var waiting = WaitingLine()
    /// When the line was last gone through for exchanges that have left.
    private var tidiedNanoseconds: UInt64 = 0
    private var lastFailure = Reason.upstreamConnectFailed

    init(target: UpstreamTarget, metricRow: Int, driver: ExchangeDriver) {
        self.target = target
        self.metricRow = metricRow
        self.driver = driver
        endpoints = target.endpoints.map { UpstreamEndpoint($0, pool: self, driver: driver) }
    }

    /// Follows a target that is interchangeable with its own: connections to endpoints that stay are kept, those to
    /// others finish and close.
    func adopt(_ target: UpstreamTarget) {
        let former = endpoints
        self.target = target
        endpoints = target.endpoints.map { endpoint in
            former.first { $0.target == endpoint } ?? UpstreamEndpoint(endpoint, pool: self, driver: driver)
        }
        for endpoint in former where !target.endpoints.contains(endpoint.target) { endpoint.retireAll() }
        settleWaiting()
    }

    // MARK: Leases

    /// Finds a connection with a free stream, or sees to it that one comes.
    func lease(for exchange: Exchange) -> Lease {
        if let connection = leastLoaded() {
            turn = (turn + 1) % endpoints.count
            connectIdleEndpoints()
            return .connection(connection)
        }
        guard endpoints.contains(where: { $0.isServing || !$0.isBackingOff }) else {
            return .unavailable(.upstreamUnavailable)
        }
        connectWhereUseful()
        guard isServing else { return .unavailable(lastFailure) }
        if waiting.count >= target.maximumWaiting { tidy() }
        guard waiting.count < target.maximumWaiting else { return .unavailable(.overloaded) }
        waiting.append(WaitingLine.Place(index: exchange.index, generation: exchange.generation))
        return .waiting
    }

    private var isServing: Bool { endpoints.contains { $0.isServing } }

    /// Takes exchanges that have left out of a full line. Not more often than 10 times a second: it costs what the line
    /// is long.
    private func tidy() {
        let now = driver.context.nowNanoseconds
        guard now &- tidiedNanoseconds > 100_000_000 else { return }
        tidiedNanoseconds = now
        waiting.keep { driver.isWaiting($0) }
    }

    /// Least outstanding requests first, over endpoints and then over the connections of one.
    private func leastLoaded() -> UpstreamConnection? {
        var best: UpstreamConnection?
        var bestCount = Int.max
        for offset in endpoints.indices {
            let endpoint = endpoints[(turn + offset) % endpoints.count]
            let count = endpoint.outstandingCount
            guard count < bestCount, let connection = endpoint.leastLoaded() else { continue }
            (best, bestCount) = (connection, count)
        }
        return best
    }

    // MARK: Connecting

    private func connectWhereUseful() {
        for endpoint in endpoints { endpoint.connectIfUseful() }
    }

    /// Requests can be spread over connected endpoints only: those that are not get a connection with the first request,
    /// which does not wait for it.
    private func connectIdleEndpoints() {
        guard endpoints.count > 1 else { return }
        for endpoint in endpoints where !endpoint.isServing { endpoint.connectIfUseful() }
    }

    /// A stream has become free, or a connection has opened.
    func serveWaiting() {
        while !waiting.isEmpty, leastLoaded() != nil, let place = waiting.popFirst() {
            driver.connectionReady(place)
        }
        settleWaiting()
    }

    /// Sees to it that those who wait do so for something.
    func settleWaiting() {
        guard !waiting.isEmpty else { return }
        connectWhereUseful()
        if !isServing { refuseWaiting(lastFailure) }
    }

    /// An attempt to reach an endpoint has failed.
    func noteFailure(_ reason: Reason) {
        lastFailure = reason
    }

    private func refuseWaiting(_ reason: Reason) {
        for _ in 0..<waiting.count {
            guard let place = waiting.popFirst() else { return }
            driver.connectionRefused(place, reason)
        }
    }

    // MARK: The end

    /// Closes what is idle and lets the rest finish. Nobody waits any more.
    func retireAll() {
        waiting.removeAll()
        for endpoint in endpoints { endpoint.retireAll() }
    }
}
