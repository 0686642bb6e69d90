/// What a request head may say, whatever protocol it came in: the meaning, after the codec has checked the syntax.
///
/// Each function leaves the head in the form that everything behind the codecs relies on: at most one authority, as
/// `:authority` in lower case, and no `host`.
package enum RequestHeadRules {
    /// Checks and settles the head of an HTTP/1.x request.
    ///
    /// - Throws: the first rule that the head breaks. The framing has its own type, `MessageFraming`.
    package static func validate(_ request: MessageBuffer) throws(HTTP1Violation) {
        try validateMethod(request.method)
        try validate(&request.fields, version: request.version)
    }

    /// One access to the block for all rules.
    private static func validate(_ fields: inout FieldBlock, version: HTTPVersion) throws(HTTP1Violation) {
        try settleAuthority(of: &fields, needsHost: version == .http11)
        guard !fields.contains(.upgrade) else { throw HTTP1Violation(.upgradeUnsupported) }
        try validateExpectation(fields)
    }

    /// Checks and settles the head of an HTTP/2 request (RFC 9113 sections 8.2 and 8.3), and fills `declaredLength`.
    ///
    /// - Parameter request: `method` is filled from `:method`; `fields` holds the other pseudo-fields, and may hold that
    ///   one too. Names and values have been checked by `FieldName.isLegalInHTTP2` and `FieldValue.isLegalInHTTP2`
    ///   before they were appended, since a `FieldBlock` turns names into lower case.
    /// - Throws: `.methodUnsupported` for CONNECT and TRACE; `.http2ProtocolViolation` for pseudo-fields that are missing,
    ///   repeated, unknown or late; `.fieldMalformed` for connection-specific fields; what `validate` throws.
    package static func validateHTTP2(_ request: MessageBuffer) throws(HTTP1Violation) {
        try validateMethod(request.method)
        try validatePseudoFields(request.fields)
        try validateConnectionSpecific(request.fields)
        try validatePath(of: request)
        try settleAuthority(of: &request.fields, needsHost: false)
        guard request.fields.contains(.authority) else { throw HTTP1Violation(.hostMissing) }
        try validateExpectation(request.fields)
        request.declaredLength = try ContentLength.parse(in: request.fields)
    }

    /// A gateway is no tunnel, and answers no TRACE that would show what it adds (RFC 9110 sections 9.3.6 and 9.3.8).
    static func validateMethod(_ method: Method) throws(HTTP1Violation) {
        switch method {
        case .connect, .trace: throw HTTP1Violation(.methodUnsupported)
        case .get, .head, .post, .put, .delete, .options, .patch, .other: break
        }
    }

    /// The one expectation that exists (RFC 9110 section 10.1.1).
    private static func validateExpectation(_ fields: borrowing FieldBlock) throws(HTTP1Violation) {
        guard let index = fields.firstIndex(of: .expect) else { return }
        let isKnown = fields.withValue(at: index) { $0.equalsIgnoringCase("100-continue") }
        guard isKnown, fields.count(of: .expect) == 1 else { throw HTTP1Violation(.expectationUnsupported) }
    }

    // MARK: Authority

    /// Makes of `host` and `:authority` one `:authority` (RFC 9112 section 3.2, RFC 9113 section 8.3.1).
    ///
    /// - Throws: `.hostAmbiguous` for more than one of either, or when they differ; `.hostMissing`; `.hostMalformed`.
    private static func settleAuthority(
        of fields: inout FieldBlock, needsHost: Bool
    ) throws(HTTP1Violation) {
        guard fields.count(of: .host) <= 1, fields.count(of: .authority) <= 1 else {
            throw HTTP1Violation(.hostAmbiguous)
        }
        let host = fields.firstIndex(of: .host)
        guard host != nil || !needsHost else { throw HTTP1Violation(.hostMissing) }
        guard let settled = fields.firstIndex(of: .authority) ?? host else { return }
        guard fields.withValue(at: settled, { Authority($0) }) != nil else { throw HTTP1Violation(.hostMalformed) }
        fields.lowercaseValue(at: settled)
        guard let host else { return }
        if settled == host {
            fields.rename(at: host, to: .authority)
        } else {
            guard isSameHost(settled, host, in: fields) else { throw HTTP1Violation(.hostAmbiguous) }
            fields.remove(at: host)
        }
    }

    private static func isSameHost(_ first: Int, _ second: Int, in fields: borrowing FieldBlock) -> Bool {
        fields.withValue(at: first) { one in
            fields.withValue(at: second) { other in one.equalsIgnoringCase(other) }
        }
    }

    // MARK: HTTP/2

    private static func validatePseudoFields(_ fields: borrowing FieldBlock) throws(HTTP1Violation) {
        var hasRegularField = false
        for index in 0..<fields.count {
            let known = fields.known(at: index)
            let isPseudo = known.isPseudo || fields.withName(at: index) { !$0.isEmpty && $0[0] == UInt8(ascii: ":") }
            guard isPseudo else {
                hasRegularField = true
                continue
            }
            guard known.isPseudo, known != .status, !hasRegularField, fields.count(of: known) == 1 else {
                throw HTTP1Violation(.http2ProtocolViolation)
            }
        }
        let isHTTP = fields.withValue(of: .scheme) { $0.equalsIgnoringCase("https") || $0.equalsIgnoringCase("http") }
        guard isHTTP == true, fields.contains(.path) else { throw HTTP1Violation(.http2ProtocolViolation) }
    }

    /// RFC 9113 section 8.2.2; `te` may say `trailers` and nothing else.
    private static func validateConnectionSpecific(_ fields: borrowing FieldBlock) throws(HTTP1Violation) {
        for index in 0..<fields.count {
            switch fields.known(at: index) {
            case .connection, .keepAlive, .proxyConnection, .transferEncoding, .upgrade:
                throw HTTP1Violation(.fieldMalformed)
            case .te where !fields.withValue(at: index, { $0.equalsIgnoringCase("trailers") }):
                throw HTTP1Violation(.fieldMalformed)
            default:
                break
            }
        }
    }

    private static func validatePath(of request: MessageBuffer) throws(HTTP1Violation) {
        let isOptions = request.method == .options
        let isLegal = request.fields.withValue(of: .path) { path in
            guard !path.isEmpty else { return false }
            if path.equals("*") { return isOptions }
            for index in path.indices where !path[index].isTargetCharacter { return false }
            return path[0] == UInt8(ascii: "/")
        }
        guard isLegal == true else { throw HTTP1Violation(.targetMalformed) }
    }
}
