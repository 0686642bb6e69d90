/// What an operator should know about a chain that is used nevertheless.
package enum CertificateWarning: Hashable, Sendable {
    /// A root, or a certificate that signed itself, stands behind the leaf: clients have their own copy.
    case rootIncluded
    /// The leaf signed itself: no client trusts it unless it was given to that client.
    case selfSigned
    /// The leaf is marked as an authority.
    case leafIsAuthority
    /// A certificate of the chain ends within 14 days.
    case endsSoon(position: Int, notAfterSeconds: Int64)
}

extension CertificateWarning: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .rootIncluded: "The chain includes its root, which clients have; each handshake carries it in vain."
        case .selfSigned: "The certificate signed itself; clients must be told to trust it."
        case .leafIsAuthority: "The server's certificate is marked as an authority; use one that is not."
        case .endsSoon(let position, let seconds):
            "Certificate \(position) ends within 14 days, at \(seconds) seconds since 1970."
        }
    }
}
