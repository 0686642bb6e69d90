/// What an operator should know about a key that is accepted nevertheless.
package enum WebhookKeyWarning: Hashable, Sendable {
    /// Fewer than 2048 bits, which no current recommendation allows (NIST SP 800-131A). Fluent's own keys have 1024, so
    /// refusing them would refuse every webhook.
    case modulusWeak(bits: Int)
    /// The key has no end: it is trusted until the configuration changes.
    case windowUnbounded
}

extension WebhookKeyWarning: CustomStringConvertible {
    package var description: String {
        switch self {
        case .modulusWeak(let bits): "RSA with \(bits) bits is weak; use a longer key as soon as the sender offers one."
        case .windowUnbounded: "The key has no end of validity; it stays trusted until it is removed."
        }
    }
}
