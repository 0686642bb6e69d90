package import GatehouseCrypto

/// Why a body could not be signed.
package enum FluentSigningError: Error, Equatable, Sendable {
    /// The scheme knows RSA only.
    case algorithmUnsupported
    case crypto(CryptoError)
}

extension FluentSigningError: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .algorithmUnsupported: "The Fluent scheme signs with RSA; this key is of another kind."
        case .crypto(let error): "Signing failed: \(error)."
        }
    }
}
