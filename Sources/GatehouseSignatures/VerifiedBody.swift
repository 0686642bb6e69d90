/// Proof that a request body was signed by a known key.
package struct VerifiedBody: Sendable {
    /// The key whose signature verified.
    package let keyID: String
    /// The signature scheme, such as `fluent`.
    package let scheme: String
    /// The length of the signed body.
    package let byteCount: UInt64

    package init(keyID: String, scheme: String, byteCount: UInt64) {
        self.keyID = keyID
        self.scheme = scheme
        self.byteCount = byteCount
    }
}
