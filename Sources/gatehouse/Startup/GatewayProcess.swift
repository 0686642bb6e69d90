import Foundation
import GatehouseAdmin
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
    private let addresses: AddressWatch
    private var tickets = TicketSchedule()
    private let lifecycle = Lifecycle()
    private let board = StatusBoard()
    private let serving: ServingSnapshot
    private let orders: Mailbox<ProcessOrder>
    private var control: ControlListeners?
    private let service: ServiceNotices
    private let confinement: Confinement
    /// `Reloader.revision` as the admin pages show it.
    private var publishedRevision: UInt64 = 0

    /// Opens the record files. No thread other than the writer of records exists afterwards.
    ///
    /// - Parameters:
    ///   - preparation: what serves at first.
    ///   - confinement: the sandbox that the process is in.
    ///   - policyFile: what SIGHUP and changes load anew; nil: the policy stays as it is.
    ///   - processFile: where the process tells its number, and beside it how reloads have ended; nil: nowhere.
    ///   - logger: for operators.
    ///   - environment: where a service manager says how it wants to be spoken to.
    ///   - resolve: how names of upstreams are looked up again.
    /// - Throws: when the system has no resources, or a file cannot be opened.
    init(
        _ preparation: Preparation, confinement: Confinement = .none, policyFile: String? = nil,
        processFile: ProcessFile? = nil,
        logger: Logger = OperatorLog.make(),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        resolve: @escaping AddressWatch.Resolving = AddressWatch.system
    ) throws(Failure) {
        self.preparation = preparation
        self.logger = logger
        self.confinement = confinement
        serving = ServingSnapshot(preparation.snapshot)
        do {
            // First of all: threads inherit the signal mask.
            signals = try SignalSource()
            loop = try EventLoop()
            addresses = try AddressWatch(resolve: resolve)
            orders = try Mailbox()
            trails = try Trails(TrailSettings(preparation.document.audit), logger: logger)
            gateway = Gateway(
                snapshot: preparation.snapshot, workerCount: preparation.workerCount, trails: trails)
            journal = ReloadJournal(trails: trails, logger: logger, processFile: processFile)
            reloader = Reloader(
                preparation, policyFile: policyFile, watch: try FileWatch(), gateway: gateway, journal: journal,
                confinement: confinement)
        } catch {
            throw Failure(description: error.description)
        }
        service = ServiceNotices(
            environment: environment, processNumber: ProcessInfo.processInfo.processIdentifier,
            nowNanoseconds: loop.nowNanoseconds, logger: logger)
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
        do {
            try gateway.start()
            try loop.register(signals, EventToken(rawValue: 0))
            try reloader.register(on: loop, EventToken(rawValue: 1))
            try loop.register(orders, EventToken(rawValue: 2))
            try addresses.register(on: loop, EventToken(rawValue: 3))
            try openControlListeners()
        } catch {
            gateway.stop()
            gateway.joinWorkers()
            trails.close()
            throw Failure(description: Self.text(of: error))
        }
        lifecycle.advance(to: .serving)
        trails.record(
            .gatewayStarted,
            ["workers": .integer(Int64(preparation.workerCount)), "sandbox": .text(confinement.text)])
        trails.record(
            .policyLoaded,
            [
                "file": .text(preparation.document.file),
                "policy": .text(preparation.snapshot.policyDigest.hexadecimal),
            ])
        confinement.tell(logger)
        journal.warnings(preparation.warnings)
        warnOfFewDescriptors()
        for (settings, address) in zip(preparation.document.listeners, boundAddresses) {
            let fields: LogFields = ["listener": .text(settings.name), "address": .text(address.description)]
            trails.record(.listenerOpened, fields)
            logger.notice("\(LogLine("listener_opened", fields).text)")
        }
        for (name, address) in controlAddresses {
            let fields: LogFields = ["listener": .text(name), "address": .text(address.description)]
            logger.notice("\(LogLine("listener_opened", fields).text)")
        }
        service.ready()
    }

    /// Connections that the listeners may hold and the process cannot have are turned away; that should be no surprise.
    private func warnOfFewDescriptors() {
        let wanted = preparation.document.listeners.map(\.connections).reduce(0, +)
        let available = Int(preparation.snapshot.limits.descriptorCeiling)
        guard available < wanted else { return }
        let fields: LogFields = ["connections": .integer(Int64(wanted)), "descriptors": .integer(Int64(available))]
        logger.warning("\(LogLine("descriptors_few", fields).text)")
    }

    private func openControlListeners() throws {
        publish()
        let desk = AdminDesk(
            lifecycle: lifecycle, board: board, reporter: try gateway.makeReporter(), trails: trails,
            serving: serving, orders: orders, sandbox: confinement.text)
        control = try ControlListeners(preparation.document, desk)
    }

    /// Returns when it is told to end: by SIGTERM, SIGINT, or at the admin listener.
    func waitForEnd() {
        reloader.begin(nowNanoseconds: loop.nowNanoseconds)
        while true {
            tickets.follow(reloader.preparation.listeners, nowNanoseconds: loop.nowNanoseconds)
            addresses.follow(reloader.preparation.document.upstreams, nowNanoseconds: loop.nowNanoseconds)
            let wake = min(
                tickets.wakeNanoseconds, reloader.wakeNanoseconds(nowNanoseconds: loop.nowNanoseconds),
                service.nextNanoseconds ?? .max, addresses.wakeNanoseconds)
            _ = loop.wait(untilNanoseconds: wake)
            service.keepAlive(nowNanoseconds: loop.nowNanoseconds)
            rotateTicketKeys()
            reloader.resolved(addresses.turn(nowNanoseconds: loop.nowNanoseconds))
            let ends = isToldToEnd()
            reloader.turn(nowNanoseconds: loop.nowNanoseconds)
            publish()
            if ends { return }
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

    /// Reads everything again, and opens the record files anew: whoever moves them away says so in the same way.
    private func reload() -> ActOutcome {
        service.reloading(nowNanoseconds: loop.nowNanoseconds)
        trails.reopen()
        reloader.requested(nowNanoseconds: loop.nowNanoseconds)
        publish()
        service.ready()
        return switch reloader.status.outcome {
        case .started: ActOutcome(isAccepted: true, outcome: "certificates and keys are read again")
        case .reloaded: ActOutcome(isAccepted: true, outcome: "the policy was loaded")
        case .refused(let detail): ActOutcome(isAccepted: false, outcome: detail)
        }
    }

    /// Shows on the admin pages what serves now.
    private func publish() {
        guard reloader.revision != publishedRevision else { return }
        publishedRevision = reloader.revision
        let status = reloader.status
        serving.replace(reloader.preparation.snapshot)
        let statuses = reloader.statuses
        let certificates = statuses.compactMap { CertificateStatus($0) }
        let rotations = statuses.map {
            MetricFacts.Rotation(
                kind: $0.item.kind.word, name: $0.item.name, activationCount: $0.generation - 1,
                refusalCount: $0.refusalCount)
        }
        board.update { contents in
            contents.certificates = certificates
            contents.rotations = rotations
            contents.policyDigest = status.policyDigest
            contents.reloads.successCount = status.successCount
            contents.reloads.failureCount = status.refusalCount
            contents.reloads.lastSuccessSeconds = status.loadedSeconds
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

    /// Turns red, drains and writes the last record.
    func end() {
        logger.notice("\(LogLine("drain_started").text)")
        service.stopping()
        trails.record(.drainStarted)
        lifecycle.advance(to: .draining)
        control?.drainBegins()
        waitForGrace()
        gateway.drain()
        gateway.joinWorkers()
        control?.stop()
        trails.record(.gatewayStopped)
        trails.close()
        addresses.stop()
        reloader.ended()
        logger.notice("\(LogLine("stopped").text)")
    }

    /// Still accepts connections while the load balancer learns that it should send none. Being told to end once more
    /// cuts it short.
    private func waitForGrace() {
        let grace = reloader.preparation.document.drain.grace.milliseconds
        let deadline = loop.nowNanoseconds &+ grace &* 1_000_000
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
