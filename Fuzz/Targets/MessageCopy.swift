import GatehouseHTTP

/// A message as values: what was read can be compared, and be sent again.
struct MessageCopy: Hashable {
    let method: String
    let status: UInt16
    let version: String
    let fields: [FieldPair]
    let body: [UInt8]
    let trailers: [FieldPair]
    let declaredLength: UInt64?

    init(_ message: MessageBuffer) {
        method = message.method.text
        status = message.status
        version = message.version.text
        fields = message.fields.pairs
        body = message.body.octets
        trailers = message.trailers.pairs
        declaredLength = message.declaredLength
    }

    /// A message with the same content, complete.
    func makeBuffer() -> MessageBuffer {
        let message = MessageBuffer()
        message.method = Method(method) ?? .get
        message.status = status
        for field in fields { message.fields.append(field) }
        message.appendBody(body.span)
        for field in trailers { message.trailers.append(field) }
        message.declaredLength = declaredLength
        message.isEnded = true
        return message
    }

    /// The values of the fields with this name.
    func values(of name: String) -> [[UInt8]] {
        fields.filter { $0.name == Array(name.utf8) }.map(\.value)
    }
}
