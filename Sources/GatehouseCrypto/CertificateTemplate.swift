/// What a certificate to be made shall say.
package struct CertificateTemplate: Sendable {
    package enum Purpose: Sendable {
        /// Signs server certificates, but no further authorities.
        case authority
        /// Identifies a TLS server.
        case server
    }

    package var purpose: Purpose
    /// At most 64 characters (RFC 5280 appendix A.1); only shown, never matched.
    package var commonName: String
    /// The names that it speaks for.
    package var names: [CertificateName]
    /// First and last second of validity, since 1970.
    package var notBeforeSeconds: Int64
    package var notAfterSeconds: Int64

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
