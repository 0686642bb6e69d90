package import GatehouseHTTP

/// One line of evidence: a rejection, a failed signature, or an act of the gateway itself.
///
/// Holds no field values at all: what recorded fields are for is in the access record with the same request ID.
package enum AuditRecord {
    /// Appends the line about a refused exchange.
    ///
    /// The event comes from `AuditEvent.init(for:)` and the exchange's reason. The head is the request's, as far as it was
    /// read; of it, authority and target are told. The path is the canonical one, or empty when there is none.
    package static func append(
        to output: inout ByteQueue, event: AuditEvent, connection: borrowing ConnectionFacts,
        exchange: borrowing ExchangeFacts, head: borrowing FieldBlock, path: Span<UInt8>
    ) {
        open(event, at: exchange.finishedAt, in: &output)
        output.append(connection)
        output.append(exchange, head: head, path: path)
        output.appendMember("body_sha256", digest: exchange.bodyDigest)
        output.appendMember("policy", digest: exchange.policyDigest)
        output.closeRecord()
    }

    /// Appends the line about a connection that was refused before its first request.
    package static func append(
        to output: inout ByteQueue, at time: Timestamp, connection: borrowing ConnectionFacts, reason: Reason,
        policy: SHA256Value
    ) {
        open(.connectionRefused, at: time, in: &output)
        output.append(connection)
        output.appendMember("reason", text: reason.rawValue)
        output.appendMember("policy", digest: policy)
        output.closeRecord()
    }

    /// Appends the line about the gateway itself. Not for the request path.
    package static func append(
        to output: inout ByteQueue, at time: Timestamp, event: AuditEvent, fields: LogFields = [:]
    ) {
        open(event, at: time, in: &output)
        for field in fields.entries { field.append(to: &output) }
        output.closeRecord()
    }

    private static func open(_ event: AuditEvent, at time: Timestamp, in output: inout ByteQueue) {
        output.openRecord("audit", at: time)
        output.appendMember("event", text: event.rawValue)
    }
}
