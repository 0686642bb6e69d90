import GatehouseAdmin
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
    private let lifecycle = Lifecycle()
    private let board = StatusBoard()
    private let orders: Mailbox<ProcessOrder>
    private var control: ControlListeners?
    private var nextRotationNanoseconds: [UInt64]

    /// Opens the record files. No thread other than the writer of records exists afterwards.
    init(_ preparation: Preparation, logger: Logger = OperatorLog.make()) throws(Failure) {
        self.preparation = preparation
        self.logger = logger
        do {
            // First of all: threads inherit the signal mask.
            signals = try SignalSource()
            loop = try EventLoop()
            orders = try Mailbox()
            trails = try Trails(TrailSettings(preparation.document.audit), logger: logger)
        } catch {
            throw Failure(description: error.description)
        }
        gateway = Gateway(
            snapshot: preparation.snapshot, workerCount: preparation.workerCount, trails: trails)
        let now = loop.nowNanoseconds
        nextRotationNanoseconds = preparation.ticketRotations.map { now &+ $0 }
    }

    /// Where the listeners are bound; known once `start` has returned.
    var boundAddresses: [SocketAddress] { gateway.boundAddresses }

    /// Where the admin and health listeners are bound, if they are at addresses.
    var controlAddresses: [(name: String, address: SocketAddress)] { control?.boundAddresses ?? [] }

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
            try loop.register(orders, EventToken(rawValue: 1))
            try openControlListeners()
        } catch {
            gateway.stop()
            gateway.joinWorkers()
            trails.close()
            throw Failure(description: Self.text(of: error))
        }
        lifecycle.advance(to: .serving)
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
        for (name, address) in controlAddresses {
            let fields: LogFields = ["listener": .text(name), "address": .text(address.description)]
            logger.notice("\(LogLine("listener_opened", fields).text)")
        }
    }

    private func openControlListeners() throws {
        board.update { contents in
            contents.certificates = preparation.certificates
            contents.policyDigest = preparation.snapshot.policyDigest.hexadecimal
            contents.reloads.lastSuccessSeconds = Clock.wallSeconds()
        }
        let desk = AdminDesk(
            lifecycle: lifecycle, board: board, reporter: try gateway.makeReporter(), trails: trails,
            snapshot: preparation.snapshot, orders: orders)
        control = try ControlListeners(preparation.document, desk)
    }

    /// Returns when it is told to end: by SIGTERM, SIGINT, or at the admin listener.
    func waitForEnd() {
        while true {
            _ = loop.wait(untilNanoseconds: nextRotationNanoseconds.min())
            rotateTicketKeys()
            if isToldToEnd() { return }
        }
    }

    /// Takes the signals and orders that have come.
    private func isToldToEnd() -> Bool {
        var ends = false
        while let signal = signals.next() {
            switch signal {
            case .terminate, .interrupt: ends = true
            case .hangUp: _ = reload()
            }
        }
        for order in orders.drain() {
            switch order {
            case .drain: ends = true
            case .reload(let answers): answers.post(reload())
            }
        }
        return ends
    }

    /// The configuration stays as it was read at the start.
    private func reload() -> ActOutcome {
        logger.notice("\(LogLine("reload_refused").text)")
        return ActOutcome(isAccepted: false, outcome: "restart the gateway to read its configuration again")
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

    /// Turns red, drains and writes the last record.
    func end() {
        logger.notice("\(LogLine("drain_started").text)")
        trails.record(.drainStarted)
        lifecycle.advance(to: .draining)
        control?.drainBegins()
        waitForGrace()
        gateway.drain()
        gateway.joinWorkers()
        control?.stop()
        trails.record(.gatewayStopped)
        trails.close()
        logger.notice("\(LogLine("stopped").text)")
    }

    /// Still accepts connections while the load balancer learns that it should send none. Being told to end once more
    /// cuts it short.
    private func waitForGrace() {
        let deadline = loop.nowNanoseconds &+ preparation.document.drain.grace.milliseconds &* 1_000_000
        while loop.nowNanoseconds < deadline {
            _ = loop.wait(untilNanoseconds: deadline)
            if isToldToEnd() { return }
        }
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let failure as ControlListeners.Failure:
            "the \(failure.name) listener cannot be opened: \(failure.error)"
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
