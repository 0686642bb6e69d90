package import GatehouseAudit
import GatehouseHTTP
package import GatehouseTransport
package import Logging
import Synchronization

/// Where records go: the queues to the thread that writes them, and the thread that looks after old files.
///
/// Workers hand over whole batches of lines; a slow disk costs them nothing but memory, up to a bound for each trail, so
/// that a flood of one kind cannot crowd out the other. What is lost beyond it is counted and written down as soon as
/// there is room: silence would be forgery.
package final class Trails: Sendable {
    /// The two trails.
    package enum Trail: String, Sendable, CaseIterable {
        case access, audit
    }

    package let logger: Logger
    let settings: TrailSettings
    private let mailbox: Mailbox<TrailBatch>
    private let auditLedger: TrailLedger
    private let accessLedger: TrailLedger
    private let archive: TrailArchive
    private let thread: Mutex<WorkerThread?>

    /// Opens the files and starts the threads.
    ///
    /// - Parameters:
    ///   - settings: where the trails go.
    ///   - logger: the operator's log, for what goes wrong here.
    /// - Throws: when a file cannot be opened or a thread cannot be had.
    package init(_ settings: TrailSettings, logger: Logger) throws(SystemError) {
        self.logger = logger
        self.settings = settings
        auditLedger = TrailLedger(queueByteLimit: settings.queueByteLimit)
        accessLedger = TrailLedger(queueByteLimit: settings.queueByteLimit)
        mailbox = try Mailbox()
        // Opened here, so that a wrong path is an error at start.
        let handover = TrailSinksHandover(try TrailSinks(settings))
        let (mailbox, auditLedger) = (mailbox, auditLedger)
        archive = try TrailArchive(settings, logger: logger) { event, fields in
            Self.post(event, fields, to: mailbox, auditLedger)
        }
        thread = Mutex(nil)
        let started = try WorkerThread.spawn(name: "records") { [self] in runWriter(handover) }
        thread.withLock { $0 = started }
    }

    private func runWriter(_ handover: TrailSinksHandover) {
        guard let sinks = handover.take() else { preconditionFailure("the writer was started twice") }
        do {
            try TrailWriter(trails: self, sinks: sinks, mailbox: mailbox, archive: archive).run()
        } catch {
            // Without a writer nothing would be evidence any more, and nobody would notice.
            preconditionFailure("the writer of records cannot have its event loop: \(error)")
        }
    }

    var recordsAccess: Bool { settings.access != nil }

    /// True while new requests must be refused with `audit_unavailable`: the policy says so, and audit records have been
    /// lost whose loss is not written down yet. One relaxed load; asked before each request is decided.
    package var refusesRequests: Bool { settings.onFailure == .refuse && auditLedger.isFailing }

    /// For one worker, made and used in its thread.
    func makeWorkerTrails() -> WorkerTrails {
        WorkerTrails(trails: self)
    }

    /// Queues a batch; called from any thread.
    ///
    /// - Parameters:
    ///   - batch: whole lines.
    ///   - trail: where to.
    ///   - content: what would be lost with it.
    func post(_ batch: consuming ByteQueue, to trail: Trail, content: TrailLoss) {
        guard ledger(of: trail).reserve(batch.count) else { return ledger(of: trail).lose(content) }
        mailbox.post(.lines(trail, TrailLines(batch)))
    }

    /// How the queues to the writer stand, for metrics.
    package var metricFacts: MetricFacts.Records {
        var facts = MetricFacts.Records()
        facts.queuedBytes = auditLedger.queuedBytes + accessLedger.queuedBytes
        facts.queueLimitBytes = settings.queueByteLimit
        facts.lostCount = auditLedger.lostTotal + accessLedger.lostTotal
        return facts
    }

    func ledger(of trail: Trail) -> TrailLedger {
        switch trail {
        case .access: accessLedger
        case .audit: auditLedger
        }
    }

    /// Writes an audit record about the gateway itself. Not for the request path.
    package func record(_ event: AuditEvent, _ fields: LogFields = [:]) {
        Self.post(event, fields, to: mailbox, auditLedger)
    }

    private static func post(
        _ event: AuditEvent, _ fields: LogFields, to mailbox: Mailbox<TrailBatch>, _ ledger: TrailLedger
    ) {
        let line = line(event, fields)
        ledger.take(line.count)
        mailbox.post(.lines(.audit, TrailLines(line)))
    }

    /// A record about the gateway itself, for now.
    static func line(_ event: AuditEvent, _ fields: LogFields) -> ByteQueue {
        var line = ByteQueue()
        AuditRecord.append(
            to: &line, at: Timestamp(nanoseconds: Clock.wallNanoseconds()), event: event, fields: fields)
        return line
    }

    /// Opens the files anew once everything queued before is written: for outer log rotation, on SIGHUP.
    package func reopen() {
        mailbox.post(.reopen)
    }

    /// Has every queued record written and the threads ended. Called once, when the workers have ended.
    package func close() {
        // First, because it has records of its own.
        archive.close()
        mailbox.post(.end)
        thread.withLock { $0 }?.join()
    }
}
