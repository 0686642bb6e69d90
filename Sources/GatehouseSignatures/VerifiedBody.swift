/// Proof that a body was signed by a key of the configuration. Only verifiers make it.
package struct VerifiedBody: Equatable, Sendable {
    /// Of the key that verified it.
    package let keyID: String
    /// By which it was verified, as `fluent`.
    package let scheme: String
    /// Bytes that the signature covers.
    package let byteCount: UInt64

    init(keyID: String, scheme: String, byteCount: UInt64) {
        self.keyID = keyID
        self.scheme = scheme
        self.byteCount = byteCount
    }
}
