import GatehouseAudit
import GatehouseHTTP
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport
import Logging

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

    let target: UpstreamTarget
    private let driver: ExchangeDriver
    private var connections: [UpstreamConnection] = []
    private var waiting = WaitingLine()
    /// When the line was last gone through for exchanges that have left.
    private var tidiedNanoseconds: UInt64 = 0
    /// Attempts since the connector last said a word.
    private var failures = 0
    private var retryAtNanoseconds: UInt64 = 0
    private var lastFailure = Reason.upstreamConnectFailed

    init(target: UpstreamTarget, driver: ExchangeDriver) {
        self.target = target
        self.driver = driver
    }

    /// Finds a connection with a free stream, or sees to it that one comes.
    func lease(for exchange: Exchange) -> Lease {
        if let connection = leastLoaded() { return .connection(connection) }
        guard isServing || !isBackingOff else { return .unavailable(.upstreamUnavailable) }
        connectIfUseful()
        guard isServing else { return .unavailable(lastFailure) }
        if waiting.count >= target.maximumWaiting { tidy() }
        guard waiting.count < target.maximumWaiting else { return .unavailable(.overloaded) }
        waiting.append(WaitingLine.Place(index: exchange.index, generation: exchange.generation))
        return .waiting
    }

    /// There is a connection, or one to come, that takes new streams now or later.
    private var isServing: Bool { connections.contains { $0.isOpen || $0.isConnecting } }

    private var isBackingOff: Bool { driver.context.nowNanoseconds < retryAtNanoseconds }

    /// Takes exchanges that have left out of a full line. Not more often than 10 times a second: it costs what the line
    /// is long.
    private func tidy() {
        let now = driver.context.nowNanoseconds
        guard now &- tidiedNanoseconds > 100_000_000 else { return }
        tidiedNanoseconds = now
        waiting.keep { driver.isWaiting($0) }
    }

    /// Least outstanding requests first.
    private func leastLoaded() -> UpstreamConnection? {
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
    private func connectIfUseful() {
        guard !isBackingOff, !connections.contains(where: { $0.isConnecting }) else { return }
        var usable = 0
        for connection in connections where connection.isOpen { usable += 1 }
        guard usable < target.maximumConnections else { return }
        if let connection = driver.connect(self) {
            connections.append(connection)
        } else {
            attemptFailed(.upstreamConnectFailed)
        }
    }

    func opened(_ connection: UpstreamConnection) {
        serveWaiting()
    }

    /// The first bytes have come over a connection: only that shows that there is a connector at its other end.
    func answered(_ connection: UpstreamConnection) {
        if failures > 0 { log(.notice, "upstream_reachable") }
        failures = 0
    }

    /// A stream has become free, or a connection has opened.
    func serveWaiting() {
        while !waiting.isEmpty, leastLoaded() != nil, let place = waiting.popFirst() {
            driver.connectionReady(place)
        }
        settleWaiting()
    }

    /// Sees to it that those who wait do so for something.
    private func settleWaiting() {
        guard !waiting.isEmpty else { return }
        connectIfUseful()
        if !isServing { refuseWaiting(lastFailure) }
    }

    func failed(_ connection: UpstreamConnection, _ reason: Reason) {
        remove(connection)
        attemptFailed(reason)
        settleWaiting()
    }

    private func attemptFailed(_ reason: Reason) {
        lastFailure = reason
        if failures == 0 { log(.warning, "upstream_unreachable", reason: reason) }
        let backoff = min(
            target.lastBackoffMilliseconds, target.firstBackoffMilliseconds << UInt64(min(failures, 10)))
        failures += 1
        retryAtNanoseconds = driver.context.deadline(inMilliseconds: backoff)
    }

    private func log(_ level: Logger.Level, _ event: StaticString, reason: Reason? = nil) {
        var fields: LogFields = ["upstream": .text(target.name), "address": .text(target.addressText)]
        if let reason { fields.append("reason", .text(reason.rawValue)) }
        driver.context.trails.log(level, LogLine(event, fields))
    }

    private func refuseWaiting(_ reason: Reason) {
        for _ in 0..<waiting.count {
            guard let place = waiting.popFirst() else { return }
            driver.connectionRefused(place, reason)
        }
    }

    // MARK: Departures

    /// The connection takes no new streams.
    func retired(_ connection: UpstreamConnection) {
        settleWaiting()
    }

    /// The connection is gone. When not one byte has come over it (`hasAnswered` is false) it counts as a failed attempt:
    /// a connector that accepts and closes is not tried again and again without a pause.
    func closed(_ connection: UpstreamConnection, hasAnswered: Bool) {
        remove(connection)
        if !hasAnswered { attemptFailed(.upstreamClosed) }
        settleWaiting()
    }

    private func remove(_ connection: UpstreamConnection) {
        if let index = connections.firstIndex(where: { $0 === connection }) { connections.remove(at: index) }
        driver.removed(connection)
    }

    /// Closes what is idle and lets the rest finish. Nobody waits any more.
    func retireAll() {
        waiting.removeAll()
        for connection in connections { connection.retire() }
    }
}
