import GatehouseCrypto

@testable import GatehouseCertificates

/// The sorts of broken pair that operators and their tools produce, each with the reason that it is refused for.
enum BrokenPair: String, CaseIterable {
    case wrongKey, expired, notYetValid, wrongName, truncatedChain, emptyFile, shortRSA, garbage, wrongOrder
    case missingFile, unreadable, otherCurve, authorityForLeaf

    static let nowSeconds: Int64 = 1_000_000_000
    static let validSeconds = (nowSeconds - 1000)...(nowSeconds + 90 * 86_400)
    static let names: [CertificateName] = [.dns("a.example")]

    /// What the record says.
    var word: String {
        switch self {
        case .wrongKey: "key_mismatched"
        case .expired: "expired"
        case .notYetValid: "not_yet_valid"
        case .wrongName: "name_not_covered"
        case .truncatedChain, .garbage: self == .garbage ? "chain_empty" : "chain_unreadable"
        case .emptyFile: "file_empty"
        case .shortRSA: "key_too_short"
        case .wrongOrder: "leaf_not_first"
        case .missingFile: "file_missing"
        case .unreadable: "file_unreadable"
        case .otherCurve: "key_mismatched"
        case .authorityForLeaf: "leaf_is_authority"
        }
    }

    /// The two texts; nil where there is no file with text.
    func texts(from authority: DevelopmentAuthority) throws -> (chain: String?, key: String?) {
        let good = try Self.pair(authority)
        switch self {
        case .wrongKey: return (good.certificatePEM, try Self.pair(authority).privateKeyPEM)
        case .expired: return Self.both(try Self.pair(authority, valid: 1000...(Self.nowSeconds - 1)))
        case .notYetValid:
            return Self.both(try Self.pair(authority, valid: (Self.nowSeconds + 2)...(Self.nowSeconds + 90_000)))
        case .wrongName: return Self.both(try Self.pair(authority, names: [.dns("b.example")]))
        case .truncatedChain:
            return (String(good.certificatePEM.prefix(good.certificatePEM.count / 2)), good.privateKeyPEM)
        case .emptyFile: return ("", good.privateKeyPEM)
        case .shortRSA: return Self.both(try Self.pair(authority, .rsa(bits: 1024)))
        case .garbage: return ("\u{7}garbage\n", good.privateKeyPEM)
        case .wrongOrder: return (authority.pair.certificatePEM + good.certificatePEM, good.privateKeyPEM)
        case .missingFile: return (good.certificatePEM, nil)
        case .unreadable: return (nil, good.privateKeyPEM)
        case .otherCurve:
            return (good.certificatePEM, try Self.pair(authority, .ecdsa(.p384)).privateKeyPEM)
        case .authorityForLeaf: return Self.both(try Self.selfSigned())
        }
    }

    static func pair(
        _ authority: DevelopmentAuthority, _ algorithm: KeyAlgorithm = .ecdsa(.p256),
        names: [CertificateName] = names, valid: ClosedRange<Int64> = validSeconds
    ) throws -> CertificatePair {
        try authority.issue(names: names, algorithm: algorithm, validSeconds: valid)
    }

    private static func both(_ pair: CertificatePair) -> (chain: String?, key: String?) {
        (pair.certificatePEM, pair.privateKeyPEM)
    }

    /// An authority that claims the server's name.
    private static func selfSigned() throws -> CertificatePair {
        let key = try PrivateKey.generate(.ecdsa(.p256))
        let template = CertificateTemplate(
            purpose: .authority, commonName: "x", names: names, notBeforeSeconds: validSeconds.lowerBound,
            notAfterSeconds: validSeconds.upperBound)
        let certificate = try Certificate.issue(template, for: key.publicKey, issuer: nil, issuerKey: key)
        return CertificatePair(certificatePEM: try certificate.pem(), privateKeyPEM: try key.pem())
    }
}
