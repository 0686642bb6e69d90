package import GatehouseCrypto

/// Signs bodies as Fluent does: for `gatehouse sign`, the demo and tests.
package enum FluentSigner {
    /// Both field values for one body.
    package struct FieldValues: Equatable, Sendable {
        /// Of `fluent-signature`.
        package let signature: String
        /// Of `flex.signature`.
        package let legacySignature: String
    }

    /// - Throws: when `key` is not RSA, or libcrypto fails.
    package static func sign(body: Span<UInt8>, key: PrivateKey) throws(FluentSigningError) -> FieldValues {
        guard case .rsa = key.algorithm else { throw .algorithmUnsupported }
        return FieldValues(
            signature: try value(of: body, FluentScheme.digest, key),
            legacySignature: try value(of: body, FluentScheme.legacyDigest, key))
    }

    private static func value(
        of body: Span<UInt8>, _ algorithm: DigestAlgorithm, _ key: PrivateKey
    ) throws(FluentSigningError) -> String {
        do {
            let signature = try key.signature(over: Digest.value(of: body, algorithm), algorithm)
            return Base64.encode(signature.span)
        } catch {
            throw .crypto(error)
        }
    }
}
