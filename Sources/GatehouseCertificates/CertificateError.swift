package import GatehouseCrypto

/// Why a certificate chain and its key are not used. `position` counts certificates in the file from 1.
package enum CertificateError: Error, Hashable, Sendable {
    case chainUnreadable(PEMError)
    case chainEmpty
    /// More than ten: no chain is that long, and each is sent with every handshake.
    case chainTooLong
    /// A PEM block that is not a certificate.
    case blockUnexpected(label: String)
    case certificateRefused(position: Int, CertificateParsingError)
    case privateKeyRefused(KeyError)
    /// The key belongs to no certificate of the chain.
    case keyMismatched
    /// The key belongs to a certificate that is not the first.
    case leafNotFirst(position: Int)
    /// The certificate before this one was not issued by it.
    case chainBroken(position: Int)
    case notYetValid(position: Int, subject: String, notBeforeSeconds: Int64)
    case expired(position: Int, subject: String, notAfterSeconds: Int64)
    /// RSA below 2048 bits, which clients refuse.
    case keyTooShort(position: Int, bits: Int)
    /// Signed over MD5 or SHA-1, which clients refuse.
    case signatureWeak(position: Int)
    /// No subject alternative name: clients look nowhere else (RFC 6125).
    case namesMissing
    /// An extended key usage that leaves TLS servers out.
    case purposeOther
    case nameNotCovered(CertificateName)
    /// A certificate that may not issue others, where an authority is needed.
    case authorityNeeded
}

extension CertificateError: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .chainUnreadable(let error): "The certificate file cannot be read: \(error)"
        case .chainEmpty: "The certificate file holds no certificate."
        case .chainTooLong: "The certificate file holds more than ten certificates."
        case .blockUnexpected(let label): "The certificate file holds \"\(label)\"; only certificates belong there."
        case .certificateRefused(let position, let error): "Certificate \(position) is refused: \(error)"
        case .privateKeyRefused(let error): "The private key is refused: \(error)"
        case .keyMismatched: "The private key belongs to none of the certificates."
        case .leafNotFirst(let position):
            "The private key belongs to certificate \(position); the server's own certificate must come first."
        case .chainBroken(let position):
            "Certificate \(position) did not issue the one before it; put each issuer right behind what it issued."
        case .notYetValid(let position, let subject, let seconds):
            "Certificate \(position) (\(subject)) is not valid before \(seconds) seconds since 1970."
        case .expired(let position, let subject, let seconds):
            "Certificate \(position) (\(subject)) expired at \(seconds) seconds since 1970."
        case .keyTooShort(let position, let bits):
            "Certificate \(position) has an RSA key of \(bits) bits; clients refuse fewer than 2048."
        case .signatureWeak(let position): "Certificate \(position) is signed over MD5 or SHA-1; clients refuse it."
        case .namesMissing: "The certificate has no subject alternative name; clients accept no other."
        case .purposeOther: "The certificate may not be used for TLS servers (extended key usage)."
        case .nameNotCovered(let name): "The certificate does not cover \(name)."
        case .authorityNeeded: "One certificate of an authority is needed here."
        }
    }
}
