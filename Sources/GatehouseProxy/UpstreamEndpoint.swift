import GatehouseAudit
import GatehouseHTTP
import GatehouseMemory
import Logging

/// One address of a connector as one pool sees it: the connections to it, and how attempts to reach it have gone.
///
/// Each has its own pauses, so that an address which is gone costs the others nothing.
final class UpstreamEndpoint {
    /// How well it is known to do, worst first.
    enum Standing: Int, Comparable {
        /// Checks have failed.
        case unhealthy
        /// Requests have failed; it is left out for a while.
        case ejected
        case sound

        static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
    }

    let target: EndpointTarget
    /// Owns it; connections hold both.
    unowned let pool: UpstreamPool
    private let driver: ExchangeDriver

    /// What changes.
    private struct State {
        var connections: [UpstreamConnection] = []
        /// Attempts since the endpoint last said a word.
        var failures = 0
        var retryAtNanoseconds: UInt64 = 0
        /// Checks it; nil when there are no checks.
        var probe: HealthProbe?
        var ejection = EndpointEjection()
        var slowStart = SlowStart()
    }

    private let cell = Cell(State())

    init(_ target: EndpointTarget, probe: HealthProbe?, pool: UpstreamPool, driver: ExchangeDriver) {
        self.target = target
        self.pool = pool
        self.driver = driver
        self.probe = probe
    }

    // MARK: What holds

    /// There is a connection, or one to come, that takes new streams now or later.
    var isServing: Bool { connections.contains { $0.isOpen || $0.isConnecting } }

    /// An attempt has failed a moment ago.
    var isBackingOff: Bool { driver.context.nowNanoseconds < retryAtNanoseconds }

    /// There is a connection, or one may be tried now.
    var isReachable: Bool { isServing || !isBackingOff }

    var standing: Standing {
        if probe?.isHealthy == false { return .unhealthy }
        return ejection.isEjected(at: driver.context.nowNanoseconds) ? .ejected : .sound
    }

    /// What one more request would mean to it: those that it has, and more than that while it is coming back.
    var load: Int {
        let weight = slowStart.weight(
            at: driver.context.nowNanoseconds, over: pool.target.slowStartMilliseconds)
        return (1 + connections.reduce(0) { $0 + $1.streamCount }) * SlowStart.fullWeight / weight
    }

    /// Of the connections with a free stream the one with the fewest in use.
    func leastLoaded() -> UpstreamConnection? {
        var best: UpstreamConnection?
        for connection in connections where connection.freeStreams > 0 {
            if connection.streamCount < best?.streamCount ?? .max { best = connection }
        }
        return best
    }

    // MARK: Connecting

    /// Begins one more connection when there may be one: one attempt at a time, and not in a pause after a failed one.
    ///
    /// Connections that take no new streams do not count: they could keep a new one out for as long as their last
    /// exchange takes.
    func connectIfUseful() {
        guard !isBackingOff, !connections.contains(where: { $0.isConnecting }) else { return }
        var usable = 0
        for connection in connections where connection.isOpen { usable += 1 }
        guard usable < pool.target.maximumConnections else { return }
        if let connection = driver.connect(self) {
            connections.append(connection)
        } else {
            attemptFailed(.upstreamConnectFailed)
        }
    }

    private func attemptFailed(_ reason: Reason) {
        pool.noteFailure(reason)
        driver.context.metrics.connectFailed(reason, toUpstream: pool.metricRow)
        if failures == 0 { log(.warning, "upstream_unreachable", reason: reason) }
        let upstream = pool.target
        let backoff = min(
            upstream.lastBackoffMilliseconds, upstream.firstBackoffMilliseconds << UInt64(min(failures, 10)))
        failures += 1
        retryAtNanoseconds = driver.context.deadline(inMilliseconds: backoff)
        noteFault(reason)
    }

    private func log(_ level: Logger.Level, _ event: StaticString, reason: Reason? = nil) {
        var fields: LogFields = ["upstream": .text(pool.target.name), "address": .text(target.addressText)]
        if let reason { fields.append("reason", .text(reason.rawValue)) }
        driver.context.trails.log(level, LogLine(event, fields))
    }

    // MARK: What connections report

    /// The first bytes have come over a connection: only that shows that there is a connector at its other end.
    func answered() {
        if failures > 0 { log(.notice, "upstream_reachable") }
        failures = 0
    }

    /// No connection came about.
    func failed(_ connection: UpstreamConnection, _ reason: Reason) {
        remove(connection)
        attemptFailed(reason)
        pool.settleWaiting()
    }

    /// The connection is gone; `reason` tells why its exchanges have failed, if it had any.
    ///
    /// `isFailedAttempt`: not one byte has come over it, and it was not we who closed it with nothing against it. A
    /// connector that accepts and closes is not tried again and again without a pause; but a client that leaves before
    /// the first answer, and takes its HTTP/1.1 connection along, must not keep the others from the connector.
    func closed(_ connection: UpstreamConnection, isFailedAttempt: Bool, failing reason: Reason?) {
        remove(connection)
        if isFailedAttempt {
            attemptFailed(.upstreamClosed)
        } else if let reason {
            noteFault(reason)
        }
        pool.settleWaiting()
    }

    private func remove(_ connection: UpstreamConnection) {
        if let index = connections.firstIndex(where: { $0 === connection }) { connections.remove(at: index) }
        driver.removed(connection)
    }

    // MARK: What requests show

    /// A request was answered.
    func noteSuccess() {
        ejection.succeeded()
    }

    /// A request, a connection with requests or an attempt to connect has failed, through no fault of the client's.
    ///
    /// The only endpoint is never left out: it may work for the next request.
    func noteFault(_ reason: Reason) {
        guard pool.target.endpoints.count > 1,
            ejection.failed(at: driver.context.nowNanoseconds, by: pool.target.ejection)
        else { return }
        slowStart.begin(at: ejection.endNanoseconds)
        driver.context.metrics.add(to: .ejections, ofUpstream: pool.metricRow)
        log(.warning, "upstream_ejected", reason: reason)
    }

    /// Checks have come to another result.
    func healthChanged() {
        if probe?.isHealthy == true { slowStart.begin(at: driver.context.nowNanoseconds) }
    }

    /// Closes what is idle and lets the rest finish.
    func retireAll() {
        for connection in connections { connection.retire() }
    }
}

extension UpstreamEndpoint {
    private(set) var connections: [UpstreamConnection] {
        @inline(__always) _read { yield cell.value.connections }
        @inline(__always) _modify { yield &cell.value.connections }
    }
    private var failures: Int {
        get { cell.value.failures }
        set { cell.value.failures = newValue }
    }
    private var retryAtNanoseconds: UInt64 {
        get { cell.value.retryAtNanoseconds }
        set { cell.value.retryAtNanoseconds = newValue }
    }
    var probe: HealthProbe? {
        get { cell.value.probe }
        set { cell.value.probe = newValue }
    }
    private var ejection: EndpointEjection {
        @inline(__always) _read { yield cell.value.ejection }
        @inline(__always) _modify { yield &cell.value.ejection }
    }
    private var slowStart: SlowStart {
        @inline(__always) _read { yield cell.value.slowStart }
        @inline(__always) _modify { yield &cell.value.slowStart }
    }
}
