/// Builds the head that the upstream gets from the head that the client sent.
///
/// Pseudo-fields first, then the client's fields without those that are this connection's or ours to set, then ours: no
/// spelling of an identity field survives from a client, whatever its case, its signs, or its Connection field.
package enum UpstreamHead {
    /// - Parameters:
    ///   - head: overwritten.
    ///   - request: validated by `RequestHeadRules`, and with the fields gone that Connection named.
    ///   - path: the canonical path with the query, which is what was judged; never the raw target.
    ///   - scheme: of the upstream connection, `http` in clear text (some servers refuse `https` there).
    ///   - identity: what is said about the client.
    package static func build(
        into head: inout FieldBlock, from request: MessageBuffer, path: Span<UInt8>, scheme: String,
        identity: borrowing ForwardingIdentity
    ) {
        head.removeAll()
        head.append(.method, value: request.method.text)
        head.append(.scheme, value: scheme)
        request.fields.withValue(of: .authority) { head.append(.authority, value: $0) }
        head.append(.path, value: path)
        appendPassedOn(request.fields, to: &head)
        appendCookie(request.fields, to: &head)
        if acceptsTrailers(request.fields) { head.append(.te, value: "trailers") }
        appendIdentity(identity, of: request.fields, to: &head)
    }

    private static func appendPassedOn(_ fields: borrowing FieldBlock, to head: inout FieldBlock) {
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            let known = fields.known(at: index)
            if known == .cookie { continue }
            fields.withField(at: index) { name, value in
                if known == .contentLength {
                    appendLength(value, to: &head)
                } else if HeaderRules.isPassedOn(known, name: name) {
                    head.append(known, name: name, value: value)
                    if fields.isNeverIndexed(at: index) { head.markLastNeverIndexed() }
                }
            }
        }
    }

    /// As few digits as say it: zeros in front are legal, and one thing less for two readers to disagree about.
    private static func appendLength(_ digits: Span<UInt8>, to head: inout FieldBlock) {
        var start = 0
        while start + 1 < digits.count, digits[start] == UInt8(ascii: "0") { start += 1 }
        head.append(.contentLength, value: digits.extracting(start..<digits.count))
    }

    /// Crumbs become one field again (RFC 9113 section 8.2.3): servers differ in how they join them.
    private static func appendCookie(_ fields: borrowing FieldBlock, to head: inout FieldBlock) {
        guard fields.contains(.cookie) else { return }
        head.append(.cookie, joining: fields, separator: "; ")
    }

    private static func acceptsTrailers(_ fields: borrowing FieldBlock) -> Bool {
        guard fields.contains(.te) else { return false }
        var isAccepted = false
        for index in 0..<fields.count where fields.known(at: index) == .te && !fields.isRemoved(at: index) {
            fields.withValue(at: index) { value in
                FieldList.forEach(in: value) { if $0.equalsIgnoringCase("trailers") { isAccepted = true } }
            }
        }
        return isAccepted
    }

    private static func appendIdentity(
        _ identity: borrowing ForwardingIdentity, of fields: borrowing FieldBlock, to head: inout FieldBlock
    ) {
        identity.clientAddress.withSpan { head.append(.xForwardedFor, value: $0) }
        head.append(.xForwardedProto, value: identity.scheme)
        fields.withValue(of: .authority) { head.append(.xForwardedHost, value: $0) }
        head.append(.xForwardedPort, decimal: UInt64(identity.port))
        identity.clientAddress.withSpan { head.append(.xRealIP, value: $0) }
        if !identity.requestID.isEmpty { identity.requestID.withSpan { head.append(.xRequestID, value: $0) } }
        if !identity.traceparent.isEmpty { identity.traceparent.withSpan { head.append(.traceparent, value: $0) } }
    }
}
