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
    /// Exchanges that wait, oldest first, by index and generation: one that has left is skipped.
    private var waiting: [(index: UInt32, generation: UInt32)] = []
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
        let isConnecting = connections.contains { $0.isConnecting }
        if !isConnecting {
            if driver.context.nowNanoseconds < retryAtNanoseconds { return .unavailable(.upstreamUnavailable) }
            if connections.count < target.maximumConnections, !connect() { return .unavailable(lastFailure) }
        }
        guard waiting.count < target.maximumWaiting else { return .unavailable(.overloaded) }
        waiting.append((exchange.index, exchange.generation))
        return .waiting
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

    /// - Returns: false when not even a socket could be had.
    private func connect() -> Bool {
        guard let connection = driver.connect(self) else {
            attemptFailed(.upstreamConnectFailed)
            return false
        }
        connections.append(connection)
        return true
    }

    func opened(_ connection: UpstreamConnection) {
        if failures > 0 { log(.notice, "upstream_reachable") }
        failures = 0
        serveWaiting()
    }

    /// A stream has become free, or a connection has opened.
    func serveWaiting() {
        guard !waiting.isEmpty else { return }
        var served = 0
        while served < waiting.count, leastLoaded() != nil {
            let entry = waiting[served]
            served += 1
            driver.connectionReady(entry.index, generation: entry.generation)
        }
        waiting.removeFirst(served)
        connectForWaiting()
    }

    /// Opens one more connection when the ones there are cannot serve those who wait.
    private func connectForWaiting() {
        guard !waiting.isEmpty, connections.count < target.maximumConnections,
            !connections.contains(where: { $0.isConnecting }),
            driver.context.nowNanoseconds >= retryAtNanoseconds
        else { return }
        if !connect() { refuseWaiting(lastFailure) }
    }

    func failed(_ connection: UpstreamConnection, _ reason: Reason) {
        remove(connection)
        attemptFailed(reason)
        // Those who wait may still be served by a connection that is open but full.
        if connections.isEmpty { refuseWaiting(reason) }
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
        let refused = waiting
        waiting.removeAll(keepingCapacity: true)
        for entry in refused { driver.connectionRefused(entry.index, generation: entry.generation, reason) }
    }

    // MARK: Departures

    /// The connection takes no new streams.
    func retired(_ connection: UpstreamConnection) {
        connectForWaiting()
    }

    func closed(_ connection: UpstreamConnection) {
        remove(connection)
        connectForWaiting()
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
