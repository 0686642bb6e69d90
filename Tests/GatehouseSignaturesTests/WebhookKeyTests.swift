import GatehouseCrypto
import GatehouseSignatures
import Testing

struct WebhookKeyTests {
    @Test func unusableKeysAreRefused() throws {
        let rsa = try PrivateKey.generate(.rsa(bits: 1024)).publicKey
        let ecdsa = try PrivateKey.generate(.ecdsa(.p256)).publicKey
        #expect(throws: WebhookKeyError.identifierEmpty) { try WebhookKey(id: "", publicKey: rsa) }
        #expect(throws: WebhookKeyError.algorithmUnsupported) { try WebhookKey(id: "k", publicKey: ecdsa) }
        #expect(throws: WebhookKeyError.windowEmpty) {
            try WebhookKey(id: "k", publicKey: rsa, notBeforeSeconds: 2, notAfterSeconds: 1)
        }
        let moment = try WebhookKey(id: "k", publicKey: rsa, notBeforeSeconds: 2, notAfterSeconds: 2)
        #expect(moment.standing(atSeconds: 1) == .notYetValid)
        #expect(moment.standing(atSeconds: 2) == .valid)
        #expect(moment.standing(atSeconds: 3) == .expired)
    }

    /// Well formed, and just one byte too long.
    @Test func modulusAbove4096BitsIsRefused() throws {
        let key = try PublicKey(parsing: Self.long)
        #expect(key.algorithm == .rsa(bits: 4104))
        #expect(throws: WebhookKeyError.modulusTooLarge(bits: 4104)) { try WebhookKey(id: "k", publicKey: key) }
    }

    /// SubjectPublicKeyInfo with the modulus 2^4103 + 1 and the exponent 65537.
    private static var long: String {
        let modulus: [UInt8] = [0x00, 0x80] + [UInt8](repeating: 0, count: 511) + [0x01]
        let key: [UInt8] = [0x30, 0x82, 0x02, 0x0B, 0x02, 0x82, 0x02, 0x02] + modulus + [0x02, 0x03, 1, 0, 1]
        let identifier: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        let content = identifier + [0x03, 0x82, 0x02, 0x10, 0x00] + key
        return Base64.encode(([0x30, 0x82, 0x02, 0x23] + content).span)
    }

    @Test func warningsNameWhatIsWeak() throws {
        let short = try PrivateKey.generate(.rsa(bits: 1024)).publicKey
        let long = try PrivateKey.generate(.rsa(bits: 2048)).publicKey
        let unbounded = try WebhookKey(id: "k", publicKey: short)
        #expect(unbounded.warnings == [.modulusWeak(bits: 1024), .windowUnbounded])
        #expect(try WebhookKey(id: "k", publicKey: long, notAfterSeconds: 1).warnings.isEmpty)
        #expect("\(WebhookKeyWarning.modulusWeak(bits: 1024))".contains("1024"))
    }
}
