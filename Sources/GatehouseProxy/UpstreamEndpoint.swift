import GatehouseAudit
import GatehouseHTTP
import Logging

/// One address of a connector as one pool sees it: the connections to it, and how attempts to reach it have gone.
///
/// Each has its own pauses, so that an address which is gone costs the others nothing.
final class UpstreamEndpoint {
    let target: EndpointTarget
    /// Owns it; connections hold both.
    unowned let pool: UpstreamPool
    private let driver: ExchangeDriver
    private var connections: [UpstreamConnection] = []
    /// Attempts since the endpoint last said a word.
    private var failures = 0
    private var retryAtNanoseconds: UInt64 = 0

    init(_ target: EndpointTarget, pool: UpstreamPool, driver: ExchangeDriver) {
        self.target = target
        self.pool = pool
        self.driver = driver
    }

    // MARK: What holds

    /// There is a connection, or one to come, that takes new streams now or later.
    var isServing: Bool { connections.contains { $0.isOpen || $0.isConnecting } }

    /// An attempt has failed a moment ago.
    var isBackingOff: Bool { driver.context.nowNanoseconds < retryAtNanoseconds }

    /// Requests that are with it now.
    var outstandingCount: Int { connections.reduce(0) { $0 + $1.streamCount } }

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
        let target = pool.target
        let backoff = min(
            target.lastBackoffMilliseconds, target.firstBackoffMilliseconds << UInt64(min(failures, 10)))
        failures += 1
        retryAtNanoseconds = driver.context.deadline(inMilliseconds: backoff)
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

    /// The connection is gone. When not one byte has come over it (`hasAnswered` is false) it counts as a failed attempt:
    /// a connector that accepts and closes is not tried again and again without a pause.
    func closed(_ connection: UpstreamConnection, hasAnswered: Bool) {
        remove(connection)
        if !hasAnswered { attemptFailed(.upstreamClosed) }
        pool.settleWaiting()
    }

    private func remove(_ connection: UpstreamConnection) {
        if let index = connections.firstIndex(where: { $0 === connection }) { connections.remove(at: index) }
        driver.removed(connection)
    }

    /// Closes what is idle and lets the rest finish.
    func retireAll() {
        for connection in connections { connection.retire() }
    }
}
