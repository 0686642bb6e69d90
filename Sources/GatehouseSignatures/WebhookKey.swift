package import GatehouseCrypto

/// A public key that webhooks may be signed with, and when.
package struct WebhookKey: Sendable {
    /// Where a key stands at one moment.
    package enum Standing: Sendable {
        case notYetValid
        case valid
        case expired
    }

    /// As records name it; never secret.
    package let id: String
    /// RSA, of 1024 to 4096 bits.
    package let publicKey: PublicKey
    /// Seconds since 1970. First moment at which the key verifies; nil for no beginning.
    package let notBeforeSeconds: Int64?
    /// Seconds since 1970. Last moment at which the key verifies; nil for no end.
    package let notAfterSeconds: Int64?

    /// - Throws: for a key that is not RSA, has more than 4096 bits, or a window without a moment in it.
    package init(
        id: String, publicKey: PublicKey, notBeforeSeconds: Int64? = nil, notAfterSeconds: Int64? = nil
    ) throws(WebhookKeyError) {
        guard !id.isEmpty else { throw .identifierEmpty }
        guard case .rsa(let bits) = publicKey.algorithm else { throw .algorithmUnsupported }
        guard publicKey.signatureByteCount <= FluentScheme.maximumSignatureBytes else {
            throw .modulusTooLarge(bits: bits)
        }
        if let notBeforeSeconds, let notAfterSeconds, notBeforeSeconds > notAfterSeconds { throw .windowEmpty }
        self.id = id
        self.publicKey = publicKey
        self.notBeforeSeconds = notBeforeSeconds
        self.notAfterSeconds = notAfterSeconds
    }

    /// Both ends of the window belong to it, as in certificates (RFC 5280 section 4.1.2.5).
    package func standing(atSeconds nowSeconds: Int64) -> Standing {
        if let notBeforeSeconds, nowSeconds < notBeforeSeconds { return .notYetValid }
        if let notAfterSeconds, nowSeconds > notAfterSeconds { return .expired }
        return .valid
    }

    /// For `gatehouse check`.
    package var warnings: [WebhookKeyWarning] {
        var warnings: [WebhookKeyWarning] = []
        if publicKey.algorithm.bits < 2048 { warnings.append(.modulusWeak(bits: publicKey.algorithm.bits)) }
        if notAfterSeconds == nil { warnings.append(.windowUnbounded) }
        return warnings
    }
}
