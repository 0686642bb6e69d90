import GatehouseCertificates
import GatehouseCrypto
import Testing

struct CertificateValidationTests {
    private static let start: Int64 = 1_000
    private static let end: Int64 = 10_000_000

    private let authority: DevelopmentAuthority
    private let pair: CertificatePair

    init() throws {
        authority = try DevelopmentAuthority(validSeconds: 0...100_000_000)
        pair = try authority.issue(
            names: [.dns("a.example"), .dns("*.b.example")], algorithm: .ecdsa(.p256),
            validSeconds: Self.start...Self.end)
    }

    private func error(
        chain: String, key: String? = nil, nowSeconds: Int64 = 2_000, names: [CertificateName] = []
    ) -> CertificateError? {
        do {
            _ = try CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: key ?? pair.privateKeyPEM, nowSeconds: nowSeconds,
                requiredNames: names)
            return nil
        } catch {
            return error
        }
    }

    @Test func goodPairIsValidated() throws {
        let validated = try CertificateValidation.validate(
            chainPEM: pair.certificatePEM, privateKeyPEM: pair.privateKeyPEM, nowSeconds: 2_000)
        #expect(validated.names == [.dns("a.example"), .dns("*.b.example")])
        #expect(validated.chain.count == 1)
        #expect(validated.warnings.isEmpty)
    }

    @Test func datesAreInclusive() {
        #expect(error(chain: pair.certificatePEM, nowSeconds: Self.start) == nil)
        #expect(error(chain: pair.certificatePEM, nowSeconds: Self.end) == nil)
        guard case .notYetValid(1, _, Self.start) = error(chain: pair.certificatePEM, nowSeconds: Self.start - 1)
        else {
            Issue.record("a certificate was accepted before its time")
            return
        }
        guard case .expired(1, _, Self.end) = error(chain: pair.certificatePEM, nowSeconds: Self.end + 1) else {
            Issue.record("an expired certificate was accepted")
            return
        }
    }

    @Test func filesThatAreMixedUpAreNamed() throws {
        let root = authority.pair.certificatePEM
        let other = try authority.issue(
            names: [.dns("c.example")], algorithm: .ecdsa(.p256), validSeconds: Self.start...Self.end)
        #expect(error(chain: "") == .chainEmpty)
        #expect(error(chain: pair.privateKeyPEM) == .blockUnexpected(label: "PRIVATE KEY"))
        #expect(error(chain: pair.certificatePEM + pair.privateKeyPEM) == .blockUnexpected(label: "PRIVATE KEY"))
        #expect(error(chain: "-----BEGIN CERTIFICATE-----\n") == .chainUnreadable(.boundaryMismatched))
        #expect(error(chain: pair.certificatePEM, key: pair.certificatePEM) == .privateKeyRefused(.certificateGiven))
        #expect(error(chain: pair.certificatePEM, key: other.privateKeyPEM) == .keyMismatched)
        #expect(error(chain: root + pair.certificatePEM) == .leafNotFirst(position: 2))
        #expect(error(chain: pair.certificatePEM + other.certificatePEM) == .chainBroken(position: 2))
        #expect(error(chain: String(repeating: pair.certificatePEM, count: 11)) == .chainTooLong)
        let broken = PEM.Block(label: "CERTIFICATE", content: [0x30, 0x00]).text
        #expect(
            error(chain: pair.certificatePEM + broken)
                == .certificateRefused(position: 2, .structureMalformed))
    }

    @Test func namesMustBeCovered() throws {
        #expect(error(chain: pair.certificatePEM, names: [.dns("a.example"), .dns("x.b.example")]) == nil)
        let missing = CertificateName.dns("b.example")
        #expect(error(chain: pair.certificatePEM, names: [.dns("a.example"), missing]) == .nameNotCovered(missing))
        let nameless = try authority.issue(names: [], algorithm: .ecdsa(.p256), validSeconds: Self.start...Self.end)
        #expect(error(chain: nameless.certificatePEM, key: nameless.privateKeyPEM) == .namesMissing)
    }

    @Test func shortKeysAreRefused() throws {
        let short = try authority.issue(
            names: [.dns("a.example")], algorithm: .rsa(bits: 1024), validSeconds: Self.start...Self.end)
        #expect(
            error(chain: short.certificatePEM, key: short.privateKeyPEM) == .keyTooShort(position: 1, bits: 1024))
    }

    @Test func whatIsUnusualIsWarnedOf() throws {
        func warnings(_ pair: CertificatePair, _ chain: String, _ nowSeconds: Int64) throws -> [CertificateWarning] {
            try CertificateValidation.validate(
                chainPEM: chain, privateKeyPEM: pair.privateKeyPEM, nowSeconds: nowSeconds
            ).warnings
        }
        let withRoot = pair.certificatePEM + authority.pair.certificatePEM
        #expect(try warnings(pair, withRoot, 2_000) == [.rootIncluded])
        let late = Self.end - 86_400
        #expect(
            try warnings(pair, pair.certificatePEM, late) == [.endsSoon(position: 1, notAfterSeconds: Self.end)])
        #expect(try selfSignedAuthority().warnings == [.selfSigned, .leafIsAuthority])
    }

    /// What `openssl req -x509` makes.
    private func selfSignedAuthority() throws -> ValidatedCertificate {
        let key = try PrivateKey.generate(.ecdsa(.p256))
        let certificate = try Certificate.issue(
            CertificateTemplate(
                purpose: .authority, commonName: "x", names: [.dns("a.example")], notBeforeSeconds: 0,
                notAfterSeconds: Self.end),
            for: key.publicKey, issuer: nil, issuerKey: key)
        return try CertificateValidation.validate(
            chainPEM: certificate.pem(), privateKeyPEM: key.pem(), nowSeconds: 2_000)
    }

    @Test func everyErrorIsASentence() {
        let errors: [CertificateError] = [
            .chainEmpty, .chainTooLong, .keyMismatched, .leafNotFirst(position: 2), .chainBroken(position: 2),
            .keyTooShort(position: 1, bits: 1024), .signatureWeak(position: 1), .namesMissing, .purposeOther,
            .nameNotCovered(.dns("a.example")), .authorityNeeded,
        ]
        for error in errors { #expect(error.description.hasSuffix(".")) }
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}
