package import GatehouseCrypto

/// Files that belong together and are exchanged together: what a rotation is about.
package struct RotationItem: Hashable, Sendable {
    /// What the files hold, and what new ones have to fulfil.
    package enum Kind: Hashable, Sendable {
        /// A chain and a key that a listener serves.
        ///
        /// - names: that it has to cover because the configuration says so; empty: those of the pair before it.
        case certificate(names: [CertificateName])
        /// A chain and a key that an upstream is shown.
        case clientCertificate
        /// Certificates of authorities that are trusted.
        case authorities
        /// Revocation lists of such authorities.
        case revocations
        /// The public key of a webhook sender.
        case webhookKey
    }

    /// Unique among all items: the kind and the name from the configuration.
    package let id: String
    /// The name from the configuration alone, for people.
    package let name: String
    package let kind: Kind
    /// One path; for pairs two, the chain first.
    package let files: [String]

    /// The name is unique among items of its kind.
    package init(_ kind: Kind, name: String, files: [String]) {
        self.kind = kind
        self.name = name
        self.files = files
        id = "\(kind.word):\(name)"
    }
}

extension RotationItem.Kind {
    /// For records and logs.
    package var word: String {
        switch self {
        case .certificate: "certificate"
        case .clientCertificate: "client_certificate"
        case .authorities: "authorities"
        case .revocations: "revocations"
        case .webhookKey: "webhook_key"
        }
    }
}
