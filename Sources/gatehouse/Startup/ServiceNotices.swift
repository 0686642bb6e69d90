import GatehouseAudit
import GatehouseTransport
import Logging

/// What the process tells the service manager that started it, where one did: systemd with `Type=notify`.
///
/// Without `NOTIFY_SOCKET` every word goes nowhere. A manager that cannot be told is logged and changes nothing else:
/// the gateway serves whether or not anybody waits for it to be ready. Used on the main thread.
final class ServiceNotices {
    private let socket: NotifySocket?
    private let logger: Logger
    /// Half of what the manager waits for a sign of life; nil when it waits for none.
    private let intervalNanoseconds: UInt64?
    /// When the next sign of life is due, on the monotonic clock.
    private(set) var nextNanoseconds: UInt64?

    /// - Parameters:
    ///   - environment: of the process.
    ///   - processNumber: of the process: signs of life may be asked of another one (sd_watchdog_enabled(3)).
    ///   - now: on the monotonic clock.
    ///   - logger: for a manager that cannot be reached.
    init(environment: [String: String], processNumber: Int32, nowNanoseconds now: UInt64, logger: Logger) {
        self.logger = logger
        do {
            socket = try environment["NOTIFY_SOCKET"].map { path throws(SystemError) in try NotifySocket(path: path) }
        } catch {
            socket = nil
            Self.log(error, logger)
        }
        intervalNanoseconds = Self.interval(environment, processNumber)
        nextNanoseconds = intervalNanoseconds.map { now &+ $0 }
    }

    /// Every listener is open.
    func ready() {
        tell(.ready)
    }

    /// The configuration is being read again; `ready` follows.
    func reloading(nowNanoseconds now: UInt64) {
        tell(.reloading(monotonicMicroseconds: now / 1000))
    }

    /// No new connections from here on. Counts as a sign of life, the last one: the main thread only waits now.
    func stopping() {
        tell(.stopping)
        if intervalNanoseconds != nil { tell(.alive) }
    }

    /// Gives a sign of life if one is due.
    func keepAlive(nowNanoseconds now: UInt64) {
        guard let intervalNanoseconds, let due = nextNanoseconds, due <= now else { return }
        nextNanoseconds = now &+ intervalNanoseconds
        tell(.alive)
    }

    private func tell(_ state: NotifySocket.State) {
        do {
            try socket?.tell(state)
        } catch {
            Self.log(error, logger)
        }
    }

    private static func log(_ error: SystemError, _ logger: Logger) {
        logger.warning("\(LogLine("service_manager_not_told", ["error": .text(error.description)]).text)")
    }

    private static func interval(_ environment: [String: String], _ processNumber: Int32) -> UInt64? {
        if let asked = environment["WATCHDOG_PID"], asked != String(processNumber) { return nil }
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ UInt64($0) }), microseconds > 0 else {
            return nil
        }
        return microseconds.multipliedReportingOverflow(by: 500).overflow ? nil : microseconds * 500
    }
}
