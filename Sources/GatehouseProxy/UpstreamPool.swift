import GatehouseHTTP
import GatehouseMemory
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
    /// When the line was last gone through for exchanges that have left.
    private var tidiedNanoseconds: UInt64 = 0
    private var lastFailure = Reason.upstreamConnectFailed

    /// What changes with requests.
    private struct State {
        var endpoints: [UpstreamEndpoint] = []
        /// Where the search for the least loaded endpoint begins, so that idle ones take turns.
        var turn = 0
        var waiting = WaitingLine()
        /// For requests that may be sent once more.
        var retries = RetryBudget()
    }

    private let cell = Cell(State())

    init(target: UpstreamTarget, metricRow: Int, driver: ExchangeDriver) {
        self.target = target
        self.metricRow = metricRow
        self.driver = driver
    }

    /// Follows a target that is interchangeable with its own: connections to endpoints that stay are kept, those to
    /// others finish and close. `probes` are those of its endpoints.
    func adopt(_ target: UpstreamTarget, probes: [HealthProbe]) {
        let former = endpoints
        self.target = target
        endpoints = target.endpoints.map { endpoint in
            let probe = probes.first { $0.endpoint == endpoint }
            guard let known = former.first(where: { $0.target == endpoint }) else {
                return UpstreamEndpoint(endpoint, probe: probe, pool: self, driver: driver)
            }
            known.probe = probe
            return known
        }
        for endpoint in former where !target.endpoints.contains(endpoint.target) { endpoint.retireAll() }
        settleWaiting()
    }

    // MARK: Leases

    /// Some wait for a stream.
    var hasWaiting: Bool { !waiting.isEmpty }

    /// Finds a connection with a free stream, or sees to it that one comes.
    func lease(for exchange: Exchange) -> Lease {
        guard let standing = requiredStanding else { return .unavailable(.upstreamUnavailable) }
        if let connection = leastLoaded(standing) {
            turn = (turn + 1) % endpoints.count
            connectIdleEndpoints(standing)
            return .connection(connection)
        }
        guard endpoints.contains(where: { $0.standing >= standing && $0.isReachable }) else {
            return .unavailable(.upstreamUnavailable)
        }
        connectWhereUseful(standing)
        guard isServing(standing) else { return .unavailable(lastFailure) }
        if waiting.count >= target.maximumWaiting { tidy() }
        guard waiting.count < target.maximumWaiting else { return .unavailable(.overloaded) }
        waiting.append(WaitingLine.Place(index: exchange.index, generation: exchange.generation))
        return .waiting
    }

    /// How well an endpoint has to do to get requests now: the best that can be had, but healthy at least unless the
    /// configuration says otherwise. Nil when no endpoint may have any.
    private var requiredStanding: UpstreamEndpoint.Standing? {
        var isAnyHealthy = false
        for endpoint in endpoints {
            switch endpoint.standing {
            case .sound where endpoint.isReachable: return .sound
            case .sound, .ejected: isAnyHealthy = true
            case .unhealthy: break
            }
        }
        if isAnyHealthy { return .ejected }
        return target.health?.failsOpen == true ? .unhealthy : nil
    }

    private func isServing(_ standing: UpstreamEndpoint.Standing) -> Bool {
        endpoints.contains { $0.isServing && $0.standing >= standing }
    }

    /// Takes exchanges that have left out of a full line. Not more often than 10 times a second: it costs what the line
    /// is long.
    private func tidy() {
        let now = driver.context.nowNanoseconds
        guard now &- tidiedNanoseconds > 100_000_000 else { return }
        tidiedNanoseconds = now
        waiting.keep { driver.isWaiting($0) }
    }

    /// Least outstanding requests first, over endpoints and then over the connections of one.
    private func leastLoaded(_ standing: UpstreamEndpoint.Standing) -> UpstreamConnection? {
        var best: UpstreamConnection?
        var bestLoad = Int.max
        for offset in endpoints.indices {
            let endpoint = endpoints[(turn + offset) % endpoints.count]
            guard endpoint.standing >= standing else { continue }
            let load = endpoint.load
            guard load < bestLoad, let connection = endpoint.leastLoaded() else { continue }
            (best, bestLoad) = (connection, load)
        }
        return best
    }

    // MARK: Connecting

    private func connectWhereUseful(_ standing: UpstreamEndpoint.Standing) {
        for endpoint in endpoints where endpoint.standing >= standing { endpoint.connectIfUseful() }
    }

    /// Requests can be spread over connected endpoints only: those that are not get a connection with the first request,
    /// which does not wait for it.
    private func connectIdleEndpoints(_ standing: UpstreamEndpoint.Standing) {
        guard endpoints.count > 1 else { return }
        for endpoint in endpoints where !endpoint.isServing && endpoint.standing >= standing {
            endpoint.connectIfUseful()
        }
    }

    /// A stream has become free, or a connection has opened.
    func serveWaiting() {
        while !waiting.isEmpty, let standing = requiredStanding, leastLoaded(standing) != nil,
            let place = waiting.popFirst()
        {
            driver.connectionReady(place)
        }
        settleWaiting()
    }

    /// Sees to it that those who wait do so for something.
    func settleWaiting() {
        guard !waiting.isEmpty else { return }
        guard let standing = requiredStanding else { return refuseWaiting(.upstreamUnavailable) }
        connectWhereUseful(standing)
        if !isServing(standing) { refuseWaiting(lastFailure) }
    }

    /// Checks of an endpoint have come to another result.
    func healthChanged(of endpoint: EndpointTarget) {
        for known in endpoints where known.target == endpoint { known.healthChanged() }
        serveWaiting()
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

extension UpstreamPool {
    private(set) var endpoints: [UpstreamEndpoint] {
        @inline(__always) _read { yield cell.value.endpoints }
        @inline(__always) _modify { yield &cell.value.endpoints }
    }
    private var turn: Int {
        get { cell.value.turn }
        set { cell.value.turn = newValue }
    }
    private(set) var waiting: WaitingLine {
        @inline(__always) _read { yield cell.value.waiting }
        @inline(__always) _modify { yield &cell.value.waiting }
    }
    var retries: RetryBudget {
        @inline(__always) _read { yield cell.value.retries }
        @inline(__always) _modify { yield &cell.value.retries }
    }
}
