import GatehouseCrypto
import Testing

struct CryptoErrorQueueTests {
    /// A parse that fails inside OpenSSL must leave nothing for the next caller on this thread to stumble over.
    @Test func refusedInputLeavesTheQueueEmpty() {
        #expect(throws: KeyError.structureMalformed) { try PublicKey(subjectPublicKeyInfo: [0x30, 0x03, 1, 2, 3]) }
        #expect(CryptoErrorQueue.drain().isEmpty)
    }

    @Test func errorsCarryTheirOperation() {
        do {
            _ = try PrivateKey.generate(.rsa(bits: 512))
            Issue.record("a key of 512 bits was made")
        } catch {
            #expect(error.description.hasPrefix("key generation failed"))
        }
        #expect(CryptoErrorQueue.drain().isEmpty)
    }
}
