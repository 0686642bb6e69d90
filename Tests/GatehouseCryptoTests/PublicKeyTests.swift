import GatehouseCrypto
import Testing

struct PublicKeyTests {
    @Test func factsOfKeys() throws {
        let rsa = try PrivateKey.generate(.rsa(bits: 1024)).publicKey
        #expect(rsa.algorithm == .rsa(bits: 1024))
        #expect(rsa.signatureByteCount == 128)
        let ecdsa = try PrivateKey.generate(.ecdsa(.p256)).publicKey
        #expect(ecdsa.algorithm == .ecdsa(.p256))
        #expect(ecdsa.algorithm.description == "ECDSA P-256")
        #expect(rsa != ecdsa)
    }

    @Test func bothSpellingsAreTheSameKey() throws {
        let key = try PrivateKey.generate(.rsa(bits: 1024)).publicKey
        #expect(key.base64.hasPrefix("MIGfMA0GCSq"))
        #expect(try PublicKey(parsing: key.pem) == key)
        #expect(try PublicKey(parsing: key.base64) == key)
    }
}
