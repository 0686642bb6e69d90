/// A response of the gateway's own: a refusal with its reason word, or a redirection.
package struct LocalReply: Equatable, Sendable {
    /// 400 to 599, or 308.
    package let status: UInt16
    /// Nil for a redirection.
    package let reason: Reason?
    /// `Allow` (RFC 9110 section 10.2.1), which 405 must have.
    package let allow: String?
    /// `Retry-After` (RFC 9110 section 10.2.3); 0 leaves it out.
    package let retryAfterSeconds: UInt32
    /// `Location`.
    package let location: String?

    /// The reply to a refusal; nil for a reason that no reply can be sent for.
    ///
    /// - Parameters:
    ///   - denial: gives status and reason word.
    ///   - allow: the route's methods, separated by commas; for `.methodNotAllowed`.
    package init?(_ denial: Denial, allow: String? = nil) {
        guard let status = denial.status else { return nil }
        self.status = status
        reason = denial.reason
        self.allow = allow
        retryAfterSeconds = denial.retryAfterSeconds
        location = nil
    }

    /// A 308, which keeps method and content (RFC 9110 section 15.4.9).
    ///
    /// - Parameter location: an absolute URI made of validated parts.
    package init(redirectingTo location: String) {
        status = 308
        reason = nil
        allow = nil
        retryAfterSeconds = 0
        self.location = location
    }

    /// Makes `response` this reply, complete.
    ///
    /// - Parameters:
    ///   - response: reset first; its fields begin with `:status`.
    ///   - date: an IMF-fixdate.
    package func fill(_ response: MessageBuffer, date: Span<UInt8>) {
        response.reset()
        response.status = status
        appendContent(to: &response.body)
        let length = UInt64(response.body.count)
        response.receivedByteCount = length
        response.declaredLength = length
        response.fields.append(.status, decimal: UInt64(status))
        response.fields.append(.date, value: date)
        response.fields.append(.contentLength, decimal: length)
        if length > 0 { response.fields.append(.contentType, value: "application/json") }
        response.fields.append(name: "cache-control", value: "no-store")
        if retryAfterSeconds > 0 { response.fields.append(.retryAfter, decimal: UInt64(retryAfterSeconds)) }
        if let allow { response.fields.append(name: "allow", value: allow) }
        if let location { response.fields.append(name: "location", value: location) }
        response.isEnded = true
    }

    /// `{"status":403,"reason":"network_not_allowed"}`: nothing in it comes from the client.
    private func appendContent(to body: inout ByteQueue) {
        guard let reason else { return }
        body.append("{\"status\":")
        body.append(decimal: UInt64(status))
        body.append(",\"reason\":\"")
        body.append(reason.rawValue)
        body.append("\"}\n")
    }
}
