import GatehouseCertificates
import GatehouseCrypto
import Testing

struct DevelopmentCertificatesTests {
    private struct DiskFull: Error {}

    private let made: DevelopmentCertificates

    init() throws {
        made = try DevelopmentCertificates(
            names: [.dns("localhost"), .address([127, 0, 0, 1])], validSeconds: 1_000...2_000_000_000)
    }

    @Test func bothPairsAreServable() throws {
        for (pair, algorithm) in [(made.ecdsa, KeyAlgorithm.ecdsa(.p256)), (made.rsa, .rsa(bits: 2048))] {
            let validated = try CertificateValidation.validate(
                chainPEM: pair.certificatePEM, privateKeyPEM: pair.privateKeyPEM, nowSeconds: 1_000,
                requiredNames: [.dns("localhost"), .address([127, 0, 0, 1])])
            #expect(validated.keyAlgorithm == algorithm)
            #expect(validated.warnings.isEmpty)
            #expect(validated.notAfterSeconds == 2_000_000_000)
        }
    }

    @Test func authorityHasIssuedThem() throws {
        let authority = try #require(try CertificateValidation.certificates(in: made.authority.certificatePEM).first)
        for pair in [made.ecdsa, made.rsa] {
            let leaf = try #require(try CertificateValidation.certificates(in: pair.certificatePEM).first)
            #expect(leaf.isIssued(by: authority))
        }
    }

    @Test func filesMarkSecretsAndStopAtTheFirstFailure() throws {
        #expect(made.files.count == 6)
        for file in made.files { #expect(file.isSecret == file.contents.contains("PRIVATE KEY")) }
        var written: [String] = []
        made.write { written.append($0.name) }
        #expect(written.count == 6 && Set(written).count == 6)
        written = []
        #expect(throws: DiskFull.self) {
            try made.write { file throws(DiskFull) in
                if written.count == 2 { throw DiskFull() }
                written.append(file.name)
            }
        }
        #expect(written.count == 2)
    }
}
