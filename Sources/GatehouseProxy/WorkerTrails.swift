import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehousePolicy
import GatehouseTransport
import Logging

/// The records of one worker, collected during a turn of its loop and handed over at the end of it.
final class WorkerTrails {
    private let trails: Trails
    private var access = ByteQueue()
    private var accessCount = 0
    private var audit = ByteQueue()
    private var auditCount = 0

    init(trails: Trails) {
        self.trails = trails
    }

    /// Gives the lines of this turn to the writer.
    func handOver() {
        if accessCount > 0 {
            trails.post(Self.take(&access), to: .access, recordCount: accessCount)
            accessCount = 0
        }
        if auditCount > 0 {
            trails.post(Self.take(&audit), to: .audit, recordCount: auditCount)
            auditCount = 0
        }
    }

    private static func take(_ queue: inout ByteQueue) -> ByteQueue {
        var taken = ByteQueue(minimumCapacity: 0)
        swap(&taken, &queue)
        return taken
    }

    /// Writes down how an exchange ended: an access record always, an audit record when it was refused.
    func record(_ exchange: Exchange, context: WorkerContext) {
        guard let outcome = exchange.machine.outcome, let message = exchange.request,
            let connection = exchange.downstream
        else { return }
        let event = outcome.reason.flatMap { AuditEvent(for: $0) }
        guard trails.recordsAccess || event != nil else { return }
        let facts = ExchangeFacts(of: exchange, outcome: outcome, context: context)
        let target = message.fields.firstIndex(of: .path)
        let none: InlineArray<0, UInt8> = []
        if let path = exchange.judgement.path, let target {
            message.fields.withValue(at: target) { target in
                path.withPath(of: target) { write(facts, connection, message, path: $0, event: event) }
            }
        } else {
            write(facts, connection, message, path: none.span, event: event)
        }
    }

    private func write(
        _ facts: borrowing ExchangeFacts, _ connection: DownstreamConnection, _ message: MessageBuffer,
        path: Span<UInt8>, event: AuditEvent?
    ) {
        if trails.recordsAccess {
            AccessRecord.append(
                to: &access, connection: connection.facts, exchange: facts, head: message.fields, path: path,
                recorded: trails.recordedFields)
            accessCount += 1
        }
        if let event {
            AuditRecord.append(
                to: &audit, event: event, connection: connection.facts, exchange: facts, head: message.fields,
                path: path)
            auditCount += 1
        }
    }

    /// Writes down a connection that was refused before it could ask for anything.
    func recordRefused(_ connection: borrowing ConnectionFacts, _ reason: Reason, context: WorkerContext) {
        AuditRecord.append(
            to: &audit, at: Timestamp(nanoseconds: context.loop.wallClockNanoseconds), connection: connection,
            reason: reason, policy: context.snapshot.policyDigest)
        auditCount += 1
    }

    /// A line of the operator's log.
    func log(_ level: Logger.Level, _ line: LogLine) {
        trails.logger.log(level: level, "\(line.text)")
    }
}
