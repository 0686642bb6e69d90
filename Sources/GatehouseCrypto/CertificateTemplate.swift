/// What a certificate to be made shall say.
package struct CertificateTemplate: Sendable {
    /// What the extensions basicConstraints, keyUsage and extKeyUsage follow from.
    package enum Purpose: Sendable {
        /// Signs server certificates, but no further authorities.
        case authority
        /// Identifies a TLS server.
        case server
    }

    /// Of the certificate.
    package var purpose: Purpose
    /// At most 64 characters (RFC 5280 appendix A.1); only shown, never matched.
    package var commonName: String
    /// The names that it speaks for.
    package var names: [CertificateName]
    /// First second of validity, since 1970.
    package var notBeforeSeconds: Int64
    /// Last second of validity, since 1970; after the first.
    package var notAfterSeconds: Int64

    /// Takes what the certificate shall say; `Certificate.issue` judges it.
    package init(
        purpose: Purpose, commonName: String, names: [CertificateName], notBeforeSeconds: Int64, notAfterSeconds: Int64
    ) {
        self.purpose = purpose
        self.commonName = commonName
        self.names = names
        self.notBeforeSeconds = notBeforeSeconds
        self.notAfterSeconds = notAfterSeconds
    }
}
