package import GatehouseCrypto

/// A certificate authority for one developer's machine (ECDSA P-256). It is trusted by whoever imports it, so its key must
/// never leave that machine.
package struct DevelopmentAuthority: Sendable {
    private let certificate: Certificate
    private let key: PrivateKey
    /// As files hold it, to be taken up again by a later run.
    package let pair: CertificatePair

    /// Makes a new authority, valid for these seconds since 1970.
    package init(validSeconds: ClosedRange<Int64>) throws(CryptoError) {
        key = try PrivateKey.generate(.ecdsa(.p256))
        certificate = try Certificate.issue(
            CertificateTemplate(
                purpose: .authority, commonName: "Gatehouse development authority", names: [],
                notBeforeSeconds: validSeconds.lowerBound, notAfterSeconds: validSeconds.upperBound),
            for: key.publicKey, issuer: nil, issuerKey: key)
        pair = CertificatePair(certificatePEM: try certificate.pem(), privateKeyPEM: try key.pem())
    }

    /// Takes up an authority made earlier.
    ///
    /// - Throws: when the texts are not one certificate of an authority and its key. Dates are not looked at.
    package init(_ pair: CertificatePair) throws(CertificateError) {
        let certificates = try CertificateValidation.certificates(in: pair.certificatePEM)
        guard let certificate = certificates.first else { throw .chainEmpty }
        do { key = try PrivateKey(pem: pair.privateKeyPEM) } catch { throw .privateKeyRefused(error) }
        guard certificate.facts.publicKey == key.publicKey else { throw .keyMismatched }
        guard certificates.count == 1, certificate.facts.isAuthority else { throw .authorityNeeded }
        self.certificate = certificate
        self.pair = pair
    }

    /// Of the authority's own certificate.
    package var facts: CertificateFacts { certificate.facts }

    /// Makes a key and a server certificate for it.
    ///
    /// - Parameters:
    ///   - names: what it speaks for; one at least.
    ///   - algorithm: of its key.
    ///   - validSeconds: since 1970.
    /// - Returns: the leaf alone: clients that trust the authority need nothing more.
    /// - Throws: when libcrypto fails.
    package func issue(
        names: [CertificateName], algorithm: KeyAlgorithm, validSeconds: ClosedRange<Int64>
    ) throws(CryptoError) -> CertificatePair {
        let leafKey = try PrivateKey.generate(algorithm)
        let leaf = try Certificate.issue(
            CertificateTemplate(
                purpose: .server, commonName: "Gatehouse development server", names: names,
                notBeforeSeconds: validSeconds.lowerBound, notAfterSeconds: validSeconds.upperBound),
            for: leafKey.publicKey, issuer: certificate, issuerKey: key)
        return CertificatePair(certificatePEM: try leaf.pem(), privateKeyPEM: try leafKey.pem())
    }
}
