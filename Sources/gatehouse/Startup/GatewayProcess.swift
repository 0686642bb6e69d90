import Foundation
import GatehouseAudit
import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport
import Logging

/// The gateway as a process: trails, workers, signals, and the rotation of ticket keys. Used on the main thread.
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
    private let service: ServiceNotices
    private var nextRotationNanoseconds: [UInt64]

    /// Opens the record files. No thread other than the writer of records exists afterwards.
    ///
    /// - Parameters:
    ///   - preparation: what to run.
    ///   - logger: the operator's log.
    ///   - environment: where a service manager says how it wants to be spoken to.
    /// - Throws: when the system has no resources, or a record file cannot be opened.
    init(
        _ preparation: Preparation, logger: Logger = OperatorLog.make(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) {
        self.preparation = preparation
        self.logger = logger
        do {
            // First of all: threads inherit the signal mask.
            signals = try SignalSource()
            loop = try EventLoop()
            trails = try Trails(TrailSettings(preparation.document.audit), logger: logger)
        } catch {
            throw Failure(description: error.description)
        }
        gateway = Gateway(
            snapshot: preparation.snapshot, workerCount: preparation.workerCount, trails: trails)
        let now = loop.nowNanoseconds
        service = ServiceNotices(
            environment: environment, processNumber: ProcessInfo.processInfo.processIdentifier, nowNanoseconds: now,
            logger: logger)
        nextRotationNanoseconds = preparation.ticketRotations.map { now &+ $0 }
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
        for warning in preparation.warnings { logger.warning("\(warning.text)") }
        do {
            try gateway.start()
            try loop.register(signals, EventToken(rawValue: 0))
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
        for warning in preparation.warnings { trails.record(warning.event, ["text": .text(warning.text)]) }
        for (settings, address) in zip(preparation.document.listeners, boundAddresses) {
            let fields: LogFields = ["listener": .text(settings.name), "address": .text(address.description)]
            trails.record(.listenerOpened, fields)
            logger.notice("\(LogLine("listener_opened", fields).text)")
        }
        service.ready()
    }

    /// Returns when SIGTERM or SIGINT has come.
    func waitForEnd() {
        while true {
            let due = nextRotationNanoseconds + [service.nextNanoseconds].compactMap(\.self)
            _ = loop.wait(untilNanoseconds: due.min())
            service.keepAlive(nowNanoseconds: loop.nowNanoseconds)
            rotateTicketKeys()
            while let signal = signals.next() {
                switch signal {
                case .terminate, .interrupt: return
                case .hangUp: logger.notice("\(LogLine("signal_ignored", ["signal": .text("SIGHUP")]).text)")
                }
            }
        }
    }

    private func rotateTicketKeys() {
        for index in preparation.ticketKeys.indices where nextRotationNanoseconds[index] <= loop.nowNanoseconds {
            nextRotationNanoseconds[index] = loop.nowNanoseconds &+ preparation.ticketRotations[index]
            do {
                try preparation.ticketKeys[index].rotate()
            } catch {
                // The old keys go on; the next turn tries again.
                logger.error("\(LogLine("ticket_keys_not_rotated", ["error": .text("\(error)")]).text)")
            }
        }
    }

    /// Drains and writes the last record.
    func end() {
        logger.notice("\(LogLine("drain_started").text)")
        service.stopping()
        trails.record(.drainStarted)
        gateway.drain()
        gateway.joinWorkers()
        trails.record(.gatewayStopped)
        trails.close()
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

extension TrailSettings {
    init(_ settings: AuditSettings) {
        self.init(
            audit: Destination(settings.records), access: settings.access.map { Destination($0) },
            queueByteLimit: Int(clamping: settings.queue.bytes))
    }
}

extension TrailSettings.Destination {
    fileprivate init(_ destination: AuditSettings.Destination) {
        switch destination {
        case .standardOutput: self = .standardOutput
        case .file(let path): self = .file(path)
        }
    }
}
