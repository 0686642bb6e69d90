import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseMemory
import GatehousePolicy
import GatehouseTransport
import Logging

/// The records of one worker, collected during a turn of its loop and handed over at the end of it.
final class WorkerTrails {
    private let trails: Trails
    private var access = ByteQueue()
    private var accessContent = TrailLoss()
    private var audit = ByteQueue()
    private var auditContent = TrailLoss()
    private var tally: RejectionTally

    init(trails: Trails) {
        self.trails = trails
        tally = RejectionTally(trails.settings.flood)
    }

    /// True while new requests must be refused with `audit_unavailable`.
    var refusesRequests: Bool { trails.refusesRequests }

    /// How long until counted rejections have to be written down; nil when there are none.
    func nanosecondsUntilDue(wallNanoseconds: Int64) -> UInt64? {
        tally.nanosecondsUntilDue(atNanoseconds: wallNanoseconds)
    }

    /// Gives the lines of this turn to the writer.
    func handOver(wallNanoseconds: Int64) {
        if tally.isDue(atNanoseconds: wallNanoseconds) { flushTally(wallNanoseconds) }
        if accessContent.records > 0 {
            trails.post(Self.take(&access), to: .access, content: accessContent)
            accessContent = TrailLoss()
        }
        if auditContent.records > 0 {
            trails.post(Self.take(&audit), to: .audit, content: auditContent)
            auditContent = TrailLoss()
        }
    }

    /// The worker ends: counted rejections are written down before their time.
    func finish(wallNanoseconds: Int64) {
        flushTally(wallNanoseconds)
        handOver(wallNanoseconds: wallNanoseconds)
    }

    private func flushTally(_ wallNanoseconds: Int64) {
        tally.flush(at: Timestamp(nanoseconds: wallNanoseconds), to: &audit) { count in
            auditContent.records += 1
            auditContent.rejections += Int(clamping: count)
        }
    }

    private static func take(_ queue: inout ByteQueue) -> ByteQueue {
        var taken = ByteQueue(minimumCapacity: 0)
        swap(&taken, &queue)
        return taken
    }

    /// Writes down how an exchange ended: an access record always, an audit record when it was refused.
    func record(_ exchange: Exchange, context: WorkerContext) {
        guard let outcome = exchange.outcome, let message = exchange.request,
            let connection = exchange.downstream
        else { return }
        let event = outcome.reason.flatMap { AuditEvent(for: $0) }
        guard trails.recordsAccess || event != nil else { return }
        // Not before they are wanted: most rejections of a flood are only counted.
        func facts() -> ExchangeFacts { ExchangeFacts(of: exchange, outcome: outcome, context: context) }
        let time = Timestamp(nanoseconds: context.loop.wallClockNanoseconds)
        let isWritten =
            event != nil
            && admit(exchange, outcome, connection, time) {
                RejectionSample(facts(), head: message.fields)
            }
        guard trails.recordsAccess || isWritten else { return }
        write(facts(), exchange, message, connection, event: isWritten ? event : nil)
    }

    /// Judges a rejection: whether it gets a record of its own, or is counted with others of its kind.
    private func admit(
        _ exchange: Exchange, _ outcome: ExchangeOutcome, _ connection: DownstreamConnection, _ time: Timestamp,
        sample: () -> RejectionSample
    ) -> Bool {
        guard let reason = outcome.reason else { return false }
        let client = exchange.client.map { ClientPrefix(of: $0.address) } ?? connection.facts.peerPrefix
        let key = RejectionKey(reason: reason, route: exchange.route?.id, client: client)
        return tally.admit(key, at: time, requestID: exchange.ledger.requestID.digits, sample: sample)
    }

    private func write(
        _ facts: borrowing ExchangeFacts, _ exchange: Exchange, _ message: MessageBuffer,
        _ connection: DownstreamConnection, event: AuditEvent?
    ) {
        let none: InlineArray<0, UInt8> = []
        if let path = exchange.judgement.path, let target = message.fields.firstIndex(of: .path) {
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
                recorded: trails.settings.recordedFields)
            accessContent.records += 1
        }
        if let event {
            AuditRecord.append(
                to: &audit, event: event, connection: connection.facts, exchange: facts, head: message.fields,
                path: path)
            countOne()
        }
    }

    private func countOne() {
        auditContent.records += 1
        auditContent.rejections += 1
    }

    /// Writes down a connection that was refused before it could ask for anything.
    func recordRefused(_ connection: borrowing ConnectionFacts, _ reason: Reason, context: WorkerContext) {
        context.metrics.connectionRefused(reason)
        record(connection, .connectionRefused, reason, context)
    }

    /// Writes down a connection that is ended for what its client did to it.
    func recordEnded(_ connection: borrowing ConnectionFacts, _ reason: Reason, context: WorkerContext) {
        context.metrics.connectionEnded(reason)
        record(connection, .connectionEnded, reason, context)
    }

    private func record(
        _ connection: borrowing ConnectionFacts, _ event: AuditEvent, _ reason: Reason, _ context: WorkerContext
    ) {
        let time = Timestamp(nanoseconds: context.loop.wallClockNanoseconds)
        let key = RejectionKey(reason: reason, route: nil, client: connection.peerPrefix)
        let policy = context.snapshot.policyDigest
        guard
            tally.admit(key, at: time, requestID: nil, sample: { RejectionSample(connectionAt: time, policy: policy) })
        else {
            return
        }
        AuditRecord.append(
            to: &audit, event: event, at: time, connection: connection, reason: reason, policy: policy)
        countOne()
    }

    /// A line of the operator's log.
    func log(_ level: Logger.Level, _ line: LogLine) {
        trails.logger.log(level: level, "\(line.text)")
    }
}
