/// Why a key cannot be used to verify webhooks.
package enum WebhookKeyError: Error, Hashable, Sendable {
    case identifierEmpty
    /// The scheme knows RSA only.
    case algorithmUnsupported
    case modulusTooLarge(bits: Int)
    /// The key would end before it begins.
    case windowEmpty
}

extension WebhookKeyError: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .identifierEmpty: "The key has no ID; records need one to tell keys apart."
        case .algorithmUnsupported: "The Fluent scheme signs with RSA; this key is of another kind."
        case .modulusTooLarge(let bits): "The RSA key has \(bits) bits; webhooks are verified with at most 4096."
        case .windowEmpty: "The key's validity ends before it begins."
        }
    }
}
