/// A request as it reached the stand-in connector.
struct ReceivedRequest: Equatable, Sendable {
    let method: String
    /// Path and query, exactly as received.
    let target: String
    /// Pseudo-fields included, in order.
    let fields: [FieldLine]
    /// Content bytes that have arrived.
    var bodyByteCount: UInt64 = 0
    /// Of the whole content, in lower-case hexadecimal; nil until the request is complete.
    var bodySHA256: String?

    init(method: String, target: String, fields: [FieldLine]) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// The target without its query.
    var path: String { String(target.prefix { $0 != "?" }) }

    /// The end was received: what was cut off on the way stays incomplete.
    var isComplete: Bool { bodySHA256 != nil }
}
