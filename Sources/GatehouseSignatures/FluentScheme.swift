internal import GatehouseCrypto

/// The names and numbers of Fluent's webhook signatures.
///
/// Two fields, each the base64 of an RSA PKCS #1 v1.5 signature over the exact bytes of the body and nothing else.
package enum FluentScheme {
    /// As records and verdicts name the scheme.
    package static let name = "fluent"
    /// SHA512withRSA.
    package static let fieldName = "fluent-signature"
    /// MD5withRSA: the older field, whose name has a dot. MD5 collisions are cheap, so it is accepted by opt-in only.
    package static let legacyFieldName = "flex.signature"
    /// Of an RSA-4096 signature. A longer key would make each check cost more than the rest of a request together.
    static let maximumSignatureBytes = 512

    static let digest = DigestAlgorithm.sha512
    static let legacyDigest = DigestAlgorithm.md5
}
