/// What an X.509 certificate (RFC 5280) says, as values.
package struct CertificateFacts: Equatable, Sendable {
    /// The distinguished name as RFC 2253 writes it: for people.
    package let subject: String
    /// Likewise.
    package let issuer: String
    /// Lower-case hexadecimal.
    package let serialNumber: String
    /// The subject alternative names that are DNS names or addresses. Others, and ill-formed ones, are left out: they
    /// cover nothing.
    package let names: [CertificateName]
    /// First second of validity, since 1970.
    package let notBeforeSeconds: Int64
    /// Last second of validity, since 1970.
    package let notAfterSeconds: Int64
    /// The key that it certifies.
    package let publicKey: PublicKey
    /// True when basicConstraints makes it an authority.
    package let isAuthority: Bool
    /// True when the extended key usage is absent or names TLS servers.
    package let allowsServerAuthentication: Bool
    /// True when subject and issuer are the same: a root, or a certificate signed with its own key.
    package let isSelfIssued: Bool
    /// True when it was signed over MD5 or SHA-1, which clients no longer accept.
    package let isSignatureWeak: Bool

    /// True when one of the names answers for `host`.
    package func covers(_ host: CertificateName) -> Bool {
        names.contains { $0.covers(host) }
    }
}
