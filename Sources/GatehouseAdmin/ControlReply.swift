package import GatehouseHTTP

/// What a control listener answers: small, complete, never stored.
package struct ControlReply: Sendable, Equatable {
    package let status: UInt16
    package let contentType: String
    package let content: String
    /// The methods that a 405 names (RFC 9110 section 15.5.6).
    package let allow: String?

    package init(_ status: UInt16, _ content: String, contentType: String = Self.plainText, allow: String? = nil) {
        self.status = status
        self.contentType = contentType
        self.content = content
        self.allow = allow
    }

    package static let plainText = "text/plain; charset=utf-8"
    package static let json = "application/json"

    /// 404.
    package static let notFound = ControlReply(404, "not found\n")

    /// 405.
    package static func methodNotAllowed(_ allow: String) -> ControlReply {
        ControlReply(405, "method not allowed; use \(allow)\n", allow: allow)
    }

    /// Makes `response` this reply, complete.
    ///
    /// - Parameters:
    ///   - response: reset first.
    ///   - date: an IMF-fixdate.
    package func fill(_ response: MessageBuffer, date: Span<UInt8>) {
        response.reset()
        response.status = status
        response.appendBody(content.utf8.span)
        response.declaredLength = response.receivedByteCount
        response.fields.append(.status, decimal: UInt64(status))
        response.fields.append(.date, value: date)
        response.fields.append(.contentLength, decimal: response.receivedByteCount)
        response.fields.append(.contentType, value: contentType)
        response.fields.append(name: "cache-control", value: "no-store")
        response.fields.append(name: "x-content-type-options", value: "nosniff")
        if let allow { response.fields.append(name: "allow", value: allow) }
        response.isEnded = true
    }
}
