package import GatehouseCrypto

/// What a first run needs to speak TLS: an authority, and one server certificate for each kind of key.
package struct DevelopmentCertificates: Sendable {
    /// A file to be written.
    package struct File: Equatable, Sendable {
        /// Without a folder.
        package let name: String
        /// PEM text.
        package let contents: String
        /// True for private keys: only their owner may read the file (mode 0600).
        package let isSecret: Bool
    }

    /// What clients have to trust; its key is needed to issue further certificates only.
    package let authority: CertificatePair
    /// ECDSA P-256.
    package let ecdsa: CertificatePair
    /// RSA-2048.
    package let rsa: CertificatePair

    /// Makes all keys and certificates; takes a moment, as RSA keys do.
    ///
    /// - Parameters:
    ///   - names: what the servers speak for; one at least.
    ///   - validSeconds: since 1970, for all of them.
    /// - Throws: when libcrypto fails.
    package init(names: [CertificateName], validSeconds: ClosedRange<Int64>) throws(CryptoError) {
        let authority = try DevelopmentAuthority(validSeconds: validSeconds)
        self.authority = authority.pair
        ecdsa = try authority.issue(names: names, algorithm: .ecdsa(.p256), validSeconds: validSeconds)
        rsa = try authority.issue(names: names, algorithm: .rsa(bits: 2048), validSeconds: validSeconds)
    }

    /// All six, keys before the certificates that announce them.
    package var files: [File] {
        [("ca", authority), ("server-ecdsa", ecdsa), ("server-rsa", rsa)].flatMap { stem, pair in
            [
                File(name: "\(stem).key.pem", contents: pair.privateKeyPEM, isSecret: true),
                File(name: "\(stem).cert.pem", contents: pair.certificatePEM, isSecret: false),
            ]
        }
    }

    /// Hands each of `files` to `write`, in their order. Stops at the first failure.
    package func write<E: Error>(using write: (File) throws(E) -> Void) throws(E) {
        for file in files { try write(file) }
    }
}
