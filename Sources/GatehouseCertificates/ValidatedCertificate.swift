package import GatehouseCrypto

/// Proof that a chain and a private key belong together and may be served now. Only `CertificateValidation` makes it.
package struct ValidatedCertificate: Sendable {
    /// As validated, leaf first.
    package let chainPEM: String
    /// A secret.
    package let privateKeyPEM: SecretText
    /// Leaf first.
    package let chain: [CertificateFacts]
    /// The first of `chain`: the server's own certificate.
    package let leaf: CertificateFacts
    /// What `gatehouse check` tells beside.
    package let warnings: [CertificateWarning]

    init(
        chainPEM: String, privateKeyPEM: SecretText, chain: [CertificateFacts], leaf: CertificateFacts,
        warnings: [CertificateWarning]
    ) {
        self.chainPEM = chainPEM
        self.privateKeyPEM = privateKeyPEM
        self.chain = chain
        self.leaf = leaf
        self.warnings = warnings
    }

    /// What the server may be called.
    package var names: [CertificateName] { leaf.names }

    /// Tells RSA and ECDSA pairs for the same name apart.
    package var keyAlgorithm: KeyAlgorithm { leaf.publicKey.algorithm }

    /// The last second at which the whole chain is valid, since 1970.
    package var notAfterSeconds: Int64 {
        chain.reduce(leaf.notAfterSeconds) { min($0, $1.notAfterSeconds) }
    }
}
