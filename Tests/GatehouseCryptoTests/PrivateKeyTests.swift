import GatehouseCrypto
import Testing

struct PrivateKeyTests {
    @Test(arguments: [KeyAlgorithm.rsa(bits: 1024), .rsa(bits: 2048), .ecdsa(.p256), .ecdsa(.p384), .ecdsa(.p521)])
    func signsWhatItsPublicKeyVerifies(_ algorithm: KeyAlgorithm) throws {
        let key = try PrivateKey.generate(algorithm)
        #expect(key.algorithm == algorithm)
        let digest = try Digest.value(of: bytes("message").span, .sha256)
        let signature = try key.signature(over: digest, .sha256)
        let verification = PreparedVerification(key: key.publicKey, algorithm: .sha256)
        #expect(verification.check(signature.span, over: digest) == .matches)
    }

    @Test func pemComesBackAsTheSameKey() throws {
        for algorithm in [KeyAlgorithm.rsa(bits: 1024), .ecdsa(.p256)] {
            let key = try PrivateKey.generate(algorithm)
            let again = try PrivateKey(pem: key.pem())
            #expect(again.publicKey == key.publicKey)
        }
    }

    @Test func sizesOutsideTheLimitsAreNotMade() {
        for bits in [0, 512, 1023, 8193, Int.max] {
            #expect(throws: CryptoError.self) { try PrivateKey.generate(.rsa(bits: bits)) }
        }
    }

    @Test func digestOfAnotherAlgorithmIsNotSigned() throws {
        let key = try PrivateKey.generate(.rsa(bits: 1024))
        let digest = try Digest.value(of: bytes("message").span, .sha256)
        #expect(throws: CryptoError.self) { try key.signature(over: digest, .sha512) }
    }
}
