package import GatehouseCrypto

/// Checks a certificate chain with its private key before a listener serves it: all that a client would find, and what
/// operators commonly mix up.
package enum CertificateValidation {
    /// Who shows the certificate.
    package enum Purpose: Sendable {
        /// A listener: names and usage have to suit a TLS server.
        case server
        /// The gateway to an upstream, which looks at what it likes.
        case client
    }

    private static let maximumCertificates = 10
    /// A system's whole bundle of authorities has about 150.
    private static let maximumAuthorities = 1000
    /// Time to renew by hand when automatic renewal has failed.
    private static let soonSeconds: Int64 = 14 * 86_400

    /// Judges the texts of the two files.
    ///
    /// - Parameters:
    ///   - chainPEM: the leaf, then each issuer behind what it issued; a root is neither needed nor refused.
    ///   - privateKeyPEM: the leaf's private key, unencrypted.
    ///   - nowSeconds: since 1970.
    ///   - requiredNames: names that the leaf has to cover.
    ///   - purpose: who shows it.
    /// - Returns: proof of what was checked, with warnings.
    /// - Throws: the first thing found wrong.
    package static func validate(
        chainPEM: String, privateKeyPEM: String, nowSeconds: Int64, requiredNames: [CertificateName] = [],
        purpose: Purpose = .server
    ) throws(CertificateError) -> ValidatedCertificate {
        let certificates = try certificates(in: chainPEM)
        guard let leaf = certificates.first?.facts else { throw .chainEmpty }
        try checkKey(privateKeyPEM, belongsToFirstOf: certificates)
        try checkOrder(of: certificates)
        for (index, certificate) in certificates.enumerated() {
            try check(certificate.facts, position: index + 1, nowSeconds)
        }
        if purpose == .server { try checkServer(leaf, requiredNames) }
        let chain = certificates.map(\.facts)
        return ValidatedCertificate(
            chainPEM: chainPEM, privateKeyPEM: SecretText(privateKeyPEM), chain: chain, leaf: leaf,
            warnings: warnings(leaf, chain, nowSeconds))
    }

    /// Reads the certificates of a PEM text, in order; text for people between them is allowed.
    package static func certificates(in text: String) throws(CertificateError) -> [Certificate] {
        try certificates(in: text, atMost: maximumCertificates)
    }

    /// Reads the certificates of authorities, in any order; their dates are not looked at.
    package static func authorities(in text: String) throws(CertificateError) -> [Certificate] {
        try certificates(in: text, atMost: maximumAuthorities)
    }

    private static func certificates(in text: String, atMost limit: Int) throws(CertificateError) -> [Certificate] {
        let pem: PEM
        do { pem = try PEM(parsing: text) } catch { throw .chainUnreadable(error) }
        guard !pem.blocks.isEmpty else { throw .chainEmpty }
        guard pem.blocks.count <= limit else { throw .chainTooLong }
        var certificates: [Certificate] = []
        for block in pem.blocks {
            guard block.label == "CERTIFICATE" else { throw .blockUnexpected(label: block.label) }
            do {
                certificates.append(try Certificate(der: block.content))
            } catch {
                throw .certificateRefused(position: certificates.count + 1, error)
            }
        }
        return certificates
    }

    private static func checkKey(
        _ text: String, belongsToFirstOf certificates: [Certificate]
    ) throws(CertificateError) {
        let key: PublicKey
        do { key = try PrivateKey(pem: text).publicKey } catch { throw .privateKeyRefused(error) }
        guard let index = certificates.firstIndex(where: { $0.facts.publicKey == key }) else { throw .keyMismatched }
        guard index == 0 else { throw .leafNotFirst(position: index + 1) }
    }

    private static func checkOrder(of certificates: [Certificate]) throws(CertificateError) {
        for (index, issuer) in certificates.enumerated().dropFirst() {
            guard certificates[index - 1].isIssued(by: issuer) else { throw .chainBroken(position: index + 1) }
        }
    }

    private static func check(
        _ facts: CertificateFacts, position: Int, _ nowSeconds: Int64
    ) throws(CertificateError) {
        guard nowSeconds >= facts.notBeforeSeconds else {
            throw .notYetValid(
                position: position, subject: facts.subject, notBeforeSeconds: facts.notBeforeSeconds)
        }
        guard nowSeconds <= facts.notAfterSeconds else {
            throw .expired(position: position, subject: facts.subject, notAfterSeconds: facts.notAfterSeconds)
        }
        if case .rsa(let bits) = facts.publicKey.algorithm, bits < 2048 {
            throw .keyTooShort(position: position, bits: bits)
        }
        // The signature of a root on itself is never looked at by anyone.
        guard !facts.isSignatureWeak || (facts.isSelfIssued && position > 1) else {
            throw .signatureWeak(position: position)
        }
    }

    private static func checkServer(
        _ leaf: CertificateFacts, _ requiredNames: [CertificateName]
    ) throws(CertificateError) {
        guard !leaf.names.isEmpty else { throw .namesMissing }
        guard leaf.allowsServerAuthentication else { throw .purposeOther }
        if let name = requiredNames.first(where: { !leaf.covers($0) }) { throw .nameNotCovered(name) }
    }

    private static func warnings(
        _ leaf: CertificateFacts, _ chain: [CertificateFacts], _ nowSeconds: Int64
    ) -> [CertificateWarning] {
        var warnings: [CertificateWarning] = []
        if leaf.isSelfIssued { warnings.append(.selfSigned) }
        if leaf.isAuthority { warnings.append(.leafIsAuthority) }
        if chain.dropFirst().contains(where: \.isSelfIssued) { warnings.append(.rootIncluded) }
        for (index, facts) in chain.enumerated() where facts.notAfterSeconds - nowSeconds < soonSeconds {
            warnings.append(.endsSoon(position: index + 1, notAfterSeconds: facts.notAfterSeconds))
        }
        return warnings
    }
}
