package import GatehouseCrypto

/// What the files of an item held when they were last found good. Only `MaterialInspection` makes it.
package enum Material: Sendable {
    case pair(ValidatedCertificate)
    /// PEM, and what the certificates in it say.
    case authorities(pem: String, [CertificateFacts])
    /// PEM, and when the first of the lists should have been replaced.
    case revocations(pem: String, nextUpdateSeconds: Int64?)
    /// PEM or base64, as the file holds it, and the key.
    case key(text: String, PublicKey)

    /// The last second at which all of it is valid; nil where nothing ends by itself.
    package var notAfterSeconds: Int64? {
        switch self {
        case .pair(let certificate): certificate.notAfterSeconds
        case .authorities(_, let facts): facts.map(\.notAfterSeconds).max()
        case .revocations(_, let nextUpdateSeconds): nextUpdateSeconds
        case .key: nil
        }
    }

    /// The certificate that people ask about; nil where there is none.
    package var leaf: CertificateFacts? {
        switch self {
        case .pair(let certificate): certificate.leaf
        case .authorities(_, let facts): facts.first
        case .revocations, .key: nil
        }
    }
}

extension Material: Equatable {
    /// The same texts are the same material: what they say follows from them.
    package static func == (left: Material, right: Material) -> Bool {
        switch (left, right) {
        case (.pair(let left), .pair(let right)):
            left.chainPEM == right.chainPEM && left.privateKeyPEM == right.privateKeyPEM
        case (.authorities(let left, _), .authorities(let right, _)): left == right
        case (.revocations(let left, _), .revocations(let right, _)): left == right
        case (.key(let left, _), .key(let right, _)): left == right
        case (.pair, _), (.authorities, _), (.revocations, _), (.key, _): false
        }
    }
}
