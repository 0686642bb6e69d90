package import GatehouseCrypto

/// A certificate with its chain and private key, as text.
package struct CertificatePair: Equatable, Sendable {
    /// How the pair is called in records and errors.
    package var id: String
    /// The certificate and then its intermediates, PEM.
    package var certificateChainPEM: String
    /// The private key, PEM, not encrypted.
    package var privateKeyPEM: SecretText
    /// The server names the pair is chosen for: exact or `*.` for one label. Empty: all names in the certificate.
    package var serverNames: [String]

    package init(id: String, certificateChainPEM: String, privateKeyPEM: SecretText, serverNames: [String] = []) {
        self.id = id
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
        self.serverNames = serverNames
    }
}
