import GatehouseHTTP

/// A request as a client writes it, in all liberty: what is wrong in it is sent as it is.
struct TourRequest: Sendable {
    var version = HTTPVersion.http11
    var method = "GET"
    /// The request target of HTTP/1.1, `:path` of HTTP/2.
    var target = "/"
    /// `Host` or `:authority`; nil sends none.
    var authority: String? = "localhost"
    /// Behind Host, in order. Names are sent as they are spelled on HTTP/1.1, in lower case on HTTP/2.
    var fields: [FieldLine] = []
    var body: [UInt8] = []

    /// Whether `fields` say already where the body ends.
    private var hasFraming: Bool {
        fields.contains { ["content-length", "transfer-encoding"].contains($0.name.lowercased()) }
    }

    /// Content-Length, where the request needs one and does not bring its own framing.
    var lengthLine: FieldLine? {
        hasFraming || (body.isEmpty && method != "POST") ? nil : FieldLine("content-length", String(body.count))
    }
}

/// The response to a `TourRequest`, complete.
struct TourReply: Equatable, Sendable {
    /// 200 to 599.
    var status: UInt16
    /// Names in lower case.
    var fields: [FieldLine] = []
    var body: [UInt8] = []

    /// The body as text, for people.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The reason word of a local reply of the gateway: `{"status":403,"reason":"network_not_allowed"}`. Nil for what came
    /// from the connector.
    var reason: Reason? {
        let opening = "{\"status\":\(status),\"reason\":\""
        guard text.hasPrefix(opening), text.hasSuffix("\"}\n") else { return nil }
        return Reason(rawValue: String(text.dropFirst(opening.count).dropLast(3)))
    }
}
