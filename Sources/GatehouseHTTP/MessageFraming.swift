/// How the content of an HTTP/1.1 request is delimited: exactly one rule applies, or the request is refused
/// (RFC 9112 section 6.3).
package enum MessageFraming: Equatable, Sendable {
    /// Neither field is there, or the length is 0.
    case none
    /// Content-Length, above 0.
    case length(UInt64)
    /// Transfer-Encoding is exactly `chunked`.
    case chunked

    /// - Throws: `.framingAmbiguous` when both fields are there, when HTTP/1.0 has Transfer-Encoding, or when the last
    ///   coding is not the only `chunked`: two recipients could see two ends of this request;
    ///   `.transferCodingUnsupported` when other codings come before `chunked`; `.lengthMalformed`.
    package init(request: MessageBuffer) throws(HTTP1Violation) {
        let length = try ContentLength.parse(in: request.fields)
        if let index = request.fields.firstIndex(of: .transferEncoding) {
            guard length == nil, request.version == .http11, request.fields.count(of: .transferEncoding) == 1 else {
                throw HTTP1Violation(.framingAmbiguous)
            }
            try request.fields.withValue(at: index, Self.requireChunked)
            self = .chunked
        } else {
            self = if let length, length > 0 { .length(length) } else { .none }
        }
    }

    private static func requireChunked(_ codings: Span<UInt8>) throws(HTTP1Violation) {
        if codings.equalsIgnoringCase("chunked") { return }
        var chunkedCount = 0
        var endsChunked = false
        FieldList.forEach(in: codings) { coding in
            endsChunked = coding.equalsIgnoringCase("chunked")
            if endsChunked { chunkedCount += 1 }
        }
        throw HTTP1Violation(endsChunked && chunkedCount == 1 ? .transferCodingUnsupported : .framingAmbiguous)
    }
}
