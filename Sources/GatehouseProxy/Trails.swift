package import GatehouseAudit
import GatehouseHTTP
package import GatehouseTransport
package import Logging
import Synchronization

/// Where records go, and the one thread that writes them.
///
/// Workers hand over whole batches of lines; a slow disk costs them nothing but memory, up to a bound. What is lost
/// beyond it is counted and written down as soon as there is room: silence would be forgery.
package final class Trails: Sendable {
    /// The two trails.
    package enum Trail: Sendable {
        case access, audit
    }

    package let logger: Logger
    let recordedFields: RecordedFields
    let recordsAccess: Bool
    private let queueByteLimit: Int
    private let mailbox: Mailbox<TrailBatch>
    private let queuedByteCount = Atomic<Int>(0)
    private let lostRecordCount = Atomic<Int>(0)
    private let thread: WorkerThread

    /// Opens the files and starts the writer.
    ///
    /// - Parameters:
    ///   - settings: where the trails go.
    ///   - logger: the operator's log, for what goes wrong here.
    /// - Throws: when a file cannot be opened or a thread cannot be had.
    package init(_ settings: TrailSettings, logger: Logger) throws(SystemError) {
        self.logger = logger
        recordedFields = settings.recordedFields
        recordsAccess = settings.access != nil
        queueByteLimit = settings.queueByteLimit
        mailbox = try Mailbox()
        // Opened here, so that a wrong path is an error at start.
        let handover = TrailSinksHandover(try TrailSinks(settings))
        let mailbox = mailbox
        thread = try WorkerThread.spawn(name: "records") { Self.runWriter(handover, mailbox) }
    }

    private static func runWriter(_ handover: TrailSinksHandover, _ mailbox: Mailbox<TrailBatch>) {
        guard let sinks = handover.take() else { preconditionFailure("the writer was started twice") }
        do {
            try TrailWriter(sinks: sinks, mailbox: mailbox).run()
        } catch {
            // Without a writer nothing would be evidence any more, and nobody would notice.
            preconditionFailure("the writer of records cannot have its event loop: \(error)")
        }
    }

    /// For one worker, made and used in its thread.
    func makeWorkerTrails() -> WorkerTrails {
        WorkerTrails(trails: self)
    }

    /// Queues a batch; called from any thread.
    func post(_ batch: consuming ByteQueue, to trail: Trail, recordCount: Int) {
        let byteCount = batch.count
        let queued = queuedByteCount.wrappingAdd(byteCount, ordering: .relaxed).newValue
        guard queued <= queueByteLimit else {
            queuedByteCount.wrappingSubtract(byteCount, ordering: .relaxed)
            lostRecordCount.wrappingAdd(recordCount, ordering: .relaxed)
            return
        }
        reportLost()
        mailbox.post(.lines(trail, TrailLines(batch), trails: self))
    }

    /// The writer has written a batch.
    func written(byteCount: Int) {
        queuedByteCount.wrappingSubtract(byteCount, ordering: .relaxed)
    }

    private func reportLost() {
        let lost = lostRecordCount.exchange(0, ordering: .relaxed)
        guard lost > 0 else { return }
        logger.error("\(LogLine("records_lost", ["count": .integer(Int64(lost))]).text)")
        postEvent(.recordsLost, ["count": .integer(Int64(lost))])
    }

    /// Writes an audit record about the gateway itself. Not for the request path.
    package func record(_ event: AuditEvent, _ fields: LogFields = [:]) {
        reportLost()
        postEvent(event, fields)
    }

    private func postEvent(_ event: AuditEvent, _ fields: LogFields) {
        var line = ByteQueue()
        AuditRecord.append(
            to: &line, at: Timestamp(nanoseconds: Clock.wallNanoseconds()), event: event, fields: fields)
        queuedByteCount.wrappingAdd(line.count, ordering: .relaxed)
        mailbox.post(.lines(.audit, TrailLines(line), trails: self))
    }

    /// Has every queued record written and the writer ended. Called once, when the workers have ended.
    package func close() {
        reportLost()
        mailbox.post(.end)
        thread.join()
    }
}
