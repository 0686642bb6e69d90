/// Why bytes are not accepted as a certificate.
package enum CertificateParsingError: Error, Hashable, Sendable {
    /// Not the DER of one X.509 certificate.
    case structureMalformed
    /// An extension that cannot be read, or stands there twice.
    case extensionsMalformed
    case datesMalformed
    case publicKeyRefused(KeyError)
}

extension CertificateParsingError: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .structureMalformed: "This is not a valid X.509 certificate."
        case .extensionsMalformed: "An extension of the certificate cannot be read."
        case .datesMalformed: "The validity dates of the certificate cannot be read."
        case .publicKeyRefused(let error): "The public key of the certificate is refused: \(error)"
        }
    }
}
