import GatehouseCertificates
import GatehouseCrypto
import Testing

struct DevelopmentAuthorityTests {
    private let authority: DevelopmentAuthority

    init() throws {
        authority = try DevelopmentAuthority(validSeconds: 1_000...2_000_000_000)
    }

    /// A second run takes up the files of the first, so that what clients trust stays the same.
    @Test func loadedAuthorityIssuesLikeTheOriginal() throws {
        let again = try DevelopmentAuthority(authority.pair)
        let pair = try again.issue(
            names: [.dns("a.example")], algorithm: .ecdsa(.p256), validSeconds: 1_000...2_000_000)
        let leaf = try #require(try CertificateValidation.certificates(in: pair.certificatePEM).first)
        let root = try #require(try CertificateValidation.certificates(in: authority.pair.certificatePEM).first)
        #expect(leaf.isIssued(by: root))
        #expect(again.facts == authority.facts)
    }

    @Test func otherPairsAreNoAuthority() throws {
        let leaf = try authority.issue(
            names: [.dns("a.example")], algorithm: .ecdsa(.p256), validSeconds: 1_000...2_000_000)
        #expect(throws: CertificateError.authorityNeeded) { try DevelopmentAuthority(leaf) }
        #expect(throws: CertificateError.keyMismatched) {
            try DevelopmentAuthority(
                CertificatePair(
                    certificatePEM: authority.pair.certificatePEM, privateKeyPEM: leaf.privateKeyPEM))
        }
    }
}
