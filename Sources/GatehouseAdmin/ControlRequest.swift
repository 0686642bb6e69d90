package import GatehouseHTTP

/// One request to a control listener: what its answer may depend on.
package struct ControlRequest: Sendable, Equatable {
    package let method: Method
    /// The target as received, its query included.
    package let target: String
    /// The host of the authority, in lower case and without port; nil when there was none.
    package let host: String?
    /// The request comes with content, which nothing here takes.
    package let hasContent: Bool
    /// A browser has sent it on behalf of a page: `Origin` or `Sec-Fetch-Site` is there.
    package let isFromPage: Bool
    /// Who is at the other end, for records.
    package let caller: String

    package init(
        _ method: Method, _ target: String, host: String?, hasContent: Bool = false, isFromPage: Bool = false,
        caller: String
    ) {
        self.method = method
        self.target = target
        self.host = host
        self.hasContent = hasContent
        self.isFromPage = isFromPage
        self.caller = caller
    }
}

extension ControlRequest {
    /// Reads what a codec has received.
    ///
    /// - Parameters:
    ///   - message: a validated head.
    ///   - hasContent: more than the head belongs to it.
    ///   - caller: of the connection.
    init(_ message: MessageBuffer, hasContent: Bool, caller: String) {
        let host: String?? = message.fields.withValue(of: .authority) { authority in
            Authority(authority).map { String(decoding: authority.extracting(0..<$0.hostByteCount)) }
        }
        let isFromPage =
            message.fields.text(named: "origin") != nil || message.fields.text(named: "sec-fetch-site") != nil
        self.init(
            message.method, message.fields.text(of: .path) ?? "", host: host ?? nil, hasContent: hasContent,
            isFromPage: isFromPage, caller: caller)
    }
}
