/// A certificate and its private key as PEM text, as files hold them.
package struct CertificatePair: Equatable, Sendable {
    /// One certificate, or a chain with the leaf first.
    package let certificatePEM: String
    /// A secret: for files that only their owner reads.
    package let privateKeyPEM: String

    package init(certificatePEM: String, privateKeyPEM: String) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }
}
