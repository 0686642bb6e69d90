/// Builds the head that the client gets from the head that the upstream sent.
package enum DownstreamHead {
    /// Builds a final or an interim head, `:status` first, hop-by-hop fields removed.
    ///
    /// - Parameters:
    ///   - head: overwritten.
    ///   - status: of the response; what `fields` says about it is ignored.
    ///   - fields: as the upstream sent them.
    ///   - date: an IMF-fixdate for a final response that has no Date (RFC 9110 section 6.6.1).
    /// - Throws: `.upstreamResponseMalformed` for a status outside 100 to 599, for 101 (the gateway asked for no other
    ///   protocol), for a Content-Length that is none or comes twice, and for a Connection field, which HTTP/2 forbids.
    package static func build(
        into head: inout FieldBlock, status: UInt16, from fields: borrowing FieldBlock, date: Span<UInt8>
    ) throws(HTTP1Violation) {
        guard (100...599).contains(status), status != 101, !fields.contains(.connection) else {
            throw HTTP1Violation(.upstreamResponseMalformed)
        }
        try validateLength(fields)
        head.removeAll()
        head.append(.status, decimal: UInt64(status))
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            let known = fields.known(at: index)
            if isPassedOn(known, status: status) {
                fields.withField(at: index) { head.append(known, name: $0, value: $1) }
                if fields.isNeverIndexed(at: index) { head.markLastNeverIndexed() }
            }
        }
        if status >= 200, !fields.contains(.date) { head.append(.date, value: date) }
    }

    /// Builds the final head of `response`, as above.
    package static func build(
        into head: inout FieldBlock, from response: MessageBuffer, date: Span<UInt8>
    ) throws(HTTP1Violation) {
        guard response.status >= 200 else { throw HTTP1Violation(.upstreamResponseMalformed) }
        try build(into: &head, status: response.status, from: response.fields, date: date)
    }

    private static func validateLength(_ fields: borrowing FieldBlock) throws(HTTP1Violation) {
        do {
            _ = try ContentLength.parse(in: fields)
        } catch {
            throw HTTP1Violation(.upstreamResponseMalformed)
        }
    }

    /// What a response says about identity is the upstream's own matter and passes. 1xx and 204 have no length
    /// (RFC 9110 section 8.6).
    private static func isPassedOn(_ known: KnownField, status: UInt16) -> Bool {
        switch known.treatment {
        case .endToEnd, .identity: true
        case .message: known == .contentLength && status >= 200 && status != 204
        case .hopByHop: false
        }
    }
}
