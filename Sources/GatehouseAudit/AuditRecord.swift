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

    /// Appends the line about a connection that was refused before its first request, or ended for what its client did.
    package static func append(
        to output: inout ByteQueue, event: AuditEvent = .connectionRefused, at time: Timestamp,
        connection: borrowing ConnectionFacts, reason: Reason, policy: SHA256Value
    ) {
        open(event, at: time, in: &output)
        output.append(connection)
        output.appendMember("reason", text: reason.rawValue)
        output.appendMember("policy", digest: policy)
        output.closeRecord()
    }

    /// Appends the line about rejections that were counted together.
    static func append(
        to output: inout ByteQueue, at time: Timestamp, key: RejectionKey, count: UInt64, first: RejectionSample,
        last: (time: Timestamp, requestID: InlineArray<32, UInt8>?)
    ) {
        open(.rejectionsAggregated, at: time, in: &output)
        output.appendMember("client_network", text: key.client?.text)
        if !first.target.isEmpty { output.appendMember("target", text: first.target.span) }
        if let route = first.route { output.append(route.members.span) }
        output.appendMember("reason", text: key.reason.rawValue)
        output.appendMember("status", number: first.status.map(UInt64.init))
        output.appendMember("count", number: count)
        output.appendMember("first_time", time: first.time)
        output.appendMember("last_time", time: last.time)
        if let requestID = first.requestID { output.appendMember("first_request_id", text: requestID.span) }
        if let requestID = last.requestID { output.appendMember("last_request_id", text: requestID.span) }
        output.appendMember("policy", digest: first.policyDigest)
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
