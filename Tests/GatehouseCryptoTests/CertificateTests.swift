import GatehouseCrypto
import Testing

struct CertificateTests {
    private let authorityKey: PrivateKey
    private let authority: Certificate
    private let key: PrivateKey
    private let leaf: Certificate

    private static let names: [CertificateName] = [
        .dns("localhost"), .dns("*.example.com"), .address([127, 0, 0, 1]),
        .address([UInt8](repeating: 0, count: 15) + [1]),
    ]

    init() throws {
        authorityKey = try PrivateKey.generate(.ecdsa(.p256))
        authority = try Certificate.issue(
            CertificateTemplate(
                purpose: .authority, commonName: "Root, \"one\"", names: [], notBeforeSeconds: 1_000,
                notAfterSeconds: 4_000_000_000),
            for: authorityKey.publicKey, issuer: nil, issuerKey: authorityKey)
        key = try PrivateKey.generate(.rsa(bits: 2048))
        leaf = try Certificate.issue(
            CertificateTemplate(
                purpose: .server, commonName: "leaf", names: Self.names, notBeforeSeconds: 2_000,
                notAfterSeconds: 3_000_000_000),
            for: key.publicKey, issuer: authority, issuerKey: authorityKey)
    }

    @Test func factsAreWhatWasAskedFor() {
        #expect(leaf.facts.subject == "CN=leaf")
        #expect(leaf.facts.issuer == authority.facts.subject)
        #expect(leaf.facts.names == Self.names)
        #expect(leaf.facts.notBeforeSeconds == 2_000)
        #expect(leaf.facts.notAfterSeconds == 3_000_000_000)
        #expect(leaf.facts.publicKey == key.publicKey)
        #expect(!leaf.facts.isAuthority && !leaf.facts.isSelfIssued && !leaf.facts.isSignatureWeak)
        #expect(leaf.facts.allowsServerAuthentication)
        #expect(authority.facts.isAuthority && authority.facts.isSelfIssued)
        // Beyond 2050 dates are written in another form (RFC 5280 section 4.1.2.5).
        #expect(authority.facts.notAfterSeconds == 4_000_000_000)
    }

    @Test func serialNumbersAreRandomAndPositive() {
        #expect(leaf.facts.serialNumber != authority.facts.serialNumber)
        #expect(leaf.facts.serialNumber.utf8.count == 32)
    }

    @Test func issuerIsTheOneThatSigned() throws {
        #expect(leaf.isIssued(by: authority))
        #expect(authority.isIssued(by: authority))
        #expect(!authority.isIssued(by: leaf))
        #expect(!leaf.isIssued(by: leaf))
        // Same name, other key.
        let otherKey = try PrivateKey.generate(.ecdsa(.p256))
        let impostor = try Certificate.issue(
            CertificateTemplate(
                purpose: .authority, commonName: "Root, \"one\"", names: [], notBeforeSeconds: 1_000,
                notAfterSeconds: 4_000_000_000),
            for: otherKey.publicKey, issuer: nil, issuerKey: otherKey)
        #expect(impostor.facts.subject == authority.facts.subject)
        #expect(!leaf.isIssued(by: impostor))
    }

    @Test func pemComesBackAsTheSameCertificate() throws {
        let block = try #require(try PEM(parsing: leaf.pem()).blocks.first)
        #expect(try Certificate(der: block.content).facts == leaf.facts)
    }

    @Test func brokenBytesAreRefused() throws {
        let content = try #require(try PEM(parsing: leaf.pem()).blocks.first).content
        #expect(throws: CertificateParsingError.structureMalformed) { try Certificate(der: content + [0]) }
        for count in stride(from: 0, to: content.count, by: 7) {
            #expect(throws: CertificateParsingError.self) { try Certificate(der: Array(content.prefix(count))) }
        }
        #expect(CryptoErrorQueue.drain().isEmpty)
    }

    /// A certificate from outside may be anything; whatever is flipped, reading it must end.
    @Test func flippedBytesNeverTrap() throws {
        var content = try #require(try PEM(parsing: leaf.pem()).blocks.first).content
        var stillIssued = 0
        for index in content.indices {
            content[index] ^= 0xFF
            if let changed = try? Certificate(der: content), changed.isIssued(by: authority) { stillIssued += 1 }
            content[index] ^= 0xFF
        }
        #expect(stillIssued == 0)
    }

    @Test func impossibleTemplatesAreRefused() {
        for template in [
            CertificateTemplate(
                purpose: .server, commonName: String(repeating: "x", count: 65), names: [], notBeforeSeconds: 0,
                notAfterSeconds: 1),
            CertificateTemplate(
                purpose: .server, commonName: "x", names: [], notBeforeSeconds: 2, notAfterSeconds: 1),
        ] {
            #expect(throws: CryptoError.self) {
                try Certificate.issue(template, for: key.publicKey, issuer: authority, issuerKey: authorityKey)
            }
        }
    }
}
