import GatehouseCrypto

/// Judges the texts of an item's files before anything uses them. Pure: no file, no clock.
package enum MaterialInspection {
    /// - Parameters:
    ///   - texts: in the order of the item's files.
    ///   - item: says what they have to be.
    ///   - previous: what serves now; nil at start.
    ///   - nowSeconds: since 1970.
    /// - Returns: what may serve.
    /// - Throws: the first thing found wrong.
    package static func inspect(
        _ texts: [String], of item: RotationItem, replacing previous: Material?, nowSeconds: Int64
    ) throws(RotationRefusal) -> Material {
        switch item.kind {
        case .certificate(let names):
            return try pair(texts, .server, required(names, previous), previous, nowSeconds)
        case .clientCertificate:
            return try pair(texts, .client, [], previous, nowSeconds)
        case .authorities:
            return try authorities(texts.first ?? "", nowSeconds)
        case .revocations:
            return try revocations(texts.first ?? "")
        case .webhookKey:
            return try key(texts.first ?? "")
        }
    }

    /// A new pair serves whom the old one served, unless the configuration says whom.
    private static func required(_ names: [CertificateName], _ previous: Material?) -> [CertificateName] {
        if names.isEmpty, case .pair(let certificate) = previous { certificate.names } else { names }
    }

    private static func pair(
        _ texts: [String], _ purpose: CertificateValidation.Purpose, _ names: [CertificateName],
        _ previous: Material?, _ nowSeconds: Int64
    ) throws(RotationRefusal) -> Material {
        guard texts.count == 2 else { preconditionFailure("a pair has two files: the item was made wrongly") }
        let certificate: ValidatedCertificate
        do {
            certificate = try CertificateValidation.validate(
                chainPEM: texts[0], privateKeyPEM: texts[1], nowSeconds: nowSeconds, requiredNames: names,
                purpose: purpose)
        } catch {
            throw .certificate(error)
        }
        if certificate.leaf.isAuthority, case .pair(let former) = previous, !former.leaf.isAuthority {
            throw .leafIsAuthority
        }
        return .pair(certificate)
    }

    /// Those that have ended are of no use and no harm, as long as one is left.
    private static func authorities(_ text: String, _ nowSeconds: Int64) throws(RotationRefusal) -> Material {
        let facts: [CertificateFacts]
        do {
            facts = try CertificateValidation.authorities(in: text).map(\.facts)
        } catch {
            throw .certificate(error)
        }
        if facts.allSatisfy({ nowSeconds > $0.notAfterSeconds }), let first = facts.first {
            throw .certificate(
                .expired(position: 1, subject: first.subject, notAfterSeconds: first.notAfterSeconds))
        }
        return .authorities(pem: text, facts)
    }

    private static func revocations(_ text: String) throws(RotationRefusal) -> Material {
        guard let facts = RevocationLists.facts(of: text) else { throw .revocationsMalformed }
        return .revocations(pem: text, nextUpdateSeconds: facts.nextUpdateSeconds)
    }

    private static func key(_ text: String) throws(RotationRefusal) -> Material {
        do { return .key(text: text, try PublicKey(parsing: text)) } catch { throw .webhookKey(error) }
    }
}
