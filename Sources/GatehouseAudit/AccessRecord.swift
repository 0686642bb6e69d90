package import GatehouseHTTP

/// One line per exchange, whatever became of it. `docs/RECORDS.md` explains the members to operators.
package enum AccessRecord {
    /// Appends the line.
    ///
    /// The head is the request's, as far as it was read; of it, authority, target and the `recorded` fields are told. The
    /// path is the canonical one, or empty when there is none.
    package static func append(
        to output: inout ByteQueue, connection: borrowing ConnectionFacts, exchange: borrowing ExchangeFacts,
        head: borrowing FieldBlock, path: Span<UInt8>, recorded: RecordedFields = .none
    ) {
        output.openRecord("access", at: exchange.finishedAt)
        output.append(connection)
        output.append(exchange, head: head, path: path)
        output.appendMember("response_bytes", number: exchange.responseBodyBytes)
        output.appendMember("duration_us", number: exchange.durationMicroseconds)
        output.appendMember("upstream_us", number: exchange.upstreamMicroseconds)
        recorded.append(from: head, to: &output)
        output.closeRecord()
    }
}
