import GatehouseAudit
import GatehouseCertificates
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport
import Logging

/// The gateway as a process: trails, workers, signals, and what keeps it in step with its files. Used on the main thread.
final class GatewayProcess {
    /// Why it cannot start, for people.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let preparation: Preparation
    private let logger: Logger
    private let trails: Trails
    private let gateway: Gateway
    private let signals: SignalSource
    private let loop: EventLoop
    private let journal: ReloadJournal
    private let reloader: Reloader
    private var tickets = TicketSchedule()

    /// Opens the record files. No thread other than the writer of records exists afterwards.
    ///
    /// - Parameters:
    ///   - preparation: what serves at first.
    ///   - policyFile: what SIGHUP and changes load anew; nil: the policy stays as it is.
    ///   - processFile: where the process tells its number, and beside it how reloads have ended; nil: nowhere.
    ///   - logger: for operators.
    /// - Throws: when the system has no resources, or a file cannot be opened.
    init(
        _ preparation: Preparation, policyFile: String? = nil, processFile: ProcessFile? = nil,
        logger: Logger = OperatorLog.make()
    ) throws(Failure) {
        self.preparation = preparation
        self.logger = logger
        do {
            // First of all: threads inherit the signal mask.
            signals = try SignalSource()
            loop = try EventLoop()
            trails = try Trails(TrailSettings(preparation.document.audit), logger: logger)
            gateway = Gateway(
                snapshot: preparation.snapshot, workerCount: preparation.workerCount, trails: trails)
            journal = ReloadJournal(trails: trails, logger: logger, processFile: processFile)
            reloader = Reloader(
                preparation, policyFile: policyFile, watch: try FileWatch(), gateway: gateway, journal: journal)
        } catch {
            throw Failure(description: error.description)
        }
    }

    /// Where the listeners are bound; known once `start` has returned.
    var boundAddresses: [SocketAddress] { gateway.boundAddresses }

    /// Starts, serves until a signal says to end, drains.
    func run() throws(Failure) {
        try start()
        waitForEnd()
        end()
    }

    /// Binds and serves.
    func start() throws(Failure) {
        do {
            try gateway.start()
            try loop.register(signals, EventToken(rawValue: 0))
            try reloader.register(on: loop, EventToken(rawValue: 1))
        } catch {
            trails.close()
            throw Failure(description: Self.text(of: error))
        }
        trails.record(.gatewayStarted, ["workers": .integer(Int64(preparation.workerCount))])
        trails.record(
            .policyLoaded,
            [
                "file": .text(preparation.document.file),
                "policy": .text(preparation.snapshot.policyDigest.hexadecimal),
            ])
        journal.warnings(preparation.warnings)
        for (settings, address) in zip(preparation.document.listeners, boundAddresses) {
            let fields: LogFields = ["listener": .text(settings.name), "address": .text(address.description)]
            trails.record(.listenerOpened, fields)
            logger.notice("\(LogLine("listener_opened", fields).text)")
        }
    }

    /// Returns when SIGTERM or SIGINT has come.
    func waitForEnd() {
        reloader.begin(nowNanoseconds: loop.nowNanoseconds)
        while true {
            tickets.follow(reloader.preparation.listeners, nowNanoseconds: loop.nowNanoseconds)
            let wake = min(tickets.wakeNanoseconds, reloader.wakeNanoseconds(nowNanoseconds: loop.nowNanoseconds))
            _ = loop.wait(untilNanoseconds: wake)
            rotateTicketKeys()
            while let signal = signals.next() {
                switch signal {
                case .terminate, .interrupt: return
                case .hangUp:
                    // Whoever moves record files away says so with the same signal.
                    trails.reopen()
                    reloader.requested(nowNanoseconds: loop.nowNanoseconds)
                }
            }
            reloader.turn(nowNanoseconds: loop.nowNanoseconds)
        }
    }

    private func rotateTicketKeys() {
        for (name, keys) in tickets.takeDue(nowNanoseconds: loop.nowNanoseconds) {
            do {
                try keys.rotate()
            } catch {
                // The old keys go on; the next turn tries again.
                let fields: LogFields = ["listener": .text(name), "error": .text("\(error)")]
                logger.error("\(LogLine("ticket_keys_not_rotated", fields).text)")
            }
        }
    }

    /// Drains and writes the last record.
    func end() {
        logger.notice("\(LogLine("drain_started").text)")
        trails.record(.drainStarted)
        gateway.drain()
        gateway.joinWorkers()
        trails.record(.gatewayStopped)
        trails.close()
        reloader.ended()
        logger.notice("\(LogLine("stopped").text)")
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case Gateway.StartFailure.listen(let name, let error): "listener `\(name)` cannot be opened: \(error)"
        case Gateway.StartFailure.system(let error): "the gateway cannot start: \(error)"
        default: "the gateway cannot start: \(error)"
        }
    }
}
