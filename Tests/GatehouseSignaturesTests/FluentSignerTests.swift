import GatehouseCrypto
import GatehouseSignatures
import Testing

struct FluentSignerTests {
    private let body = Array(#"{"id":"1"}"#.utf8)

    @Test(arguments: [1024, 2048])
    func valuesVerify(_ bits: Int) throws {
        let key = try PrivateKey.generate(.rsa(bits: bits))
        let values = try FluentSigner.sign(body: body.span, key: key)
        let verifier = FluentVerifier(
            name: "ring", keys: [try WebhookKey(id: "k", publicKey: key.publicKey)], acceptsLegacyMD5: true)
        let current = verdict(of: verifier, fields: [("fluent-signature", values.signature)], body: body)
        #expect(current.reason == nil)
        let legacy = verdict(of: verifier, fields: [("flex.signature", values.legacySignature)], body: body)
        #expect(legacy.reason == nil)
    }

    /// PKCS #1 v1.5 has no randomness: a retry of the sender is byte-identical (finding F3).
    @Test func signingTwiceGivesTheSameValues() throws {
        let key = try PrivateKey.generate(.rsa(bits: 1024))
        let first = try FluentSigner.sign(body: body.span, key: key)
        #expect(try FluentSigner.sign(body: body.span, key: key) == first)
        #expect(first.signature.utf8.count == 172)
    }

    @Test func otherKeysDoNotSign() throws {
        let key = try PrivateKey.generate(.ecdsa(.p256))
        #expect(throws: FluentSigningError.algorithmUnsupported) { try FluentSigner.sign(body: body.span, key: key) }
    }
}
