import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures
import Testing

/// Several keys in one ring, and the moments at which they count.
struct KeyWindowTests {
    private let old: PrivateKey
    private let new: PrivateKey
    private let long: PrivateKey
    private let body = Array("{}".utf8)

    init() throws {
        old = try PrivateKey.generate(.rsa(bits: 1024))
        new = try PrivateKey.generate(.rsa(bits: 1024))
        long = try PrivateKey.generate(.rsa(bits: 2048))
    }

    private func fields(_ key: PrivateKey) throws -> [(String, String)] {
        [("fluent-signature", try FluentSigner.sign(body: body.span, key: key).signature)]
    }

    private func verifier(_ keys: [WebhookKey]) -> FluentVerifier {
        FluentVerifier(name: "ring", keys: keys, acceptsLegacyMD5: false)
    }

    @Test func boundsOfTheWindowBelongToIt() throws {
        let verifier = verifier([
            try WebhookKey(id: "old", publicKey: old.publicKey, notBeforeSeconds: 100, notAfterSeconds: 200)
        ])
        let fields = try fields(old)
        for second: Int64 in [100, 150, 200] {
            #expect(verdict(of: verifier, fields: fields, body: body, atSeconds: second).reason == nil)
        }
        for second: Int64 in [.min, 99, 201, .max] {
            let reason = verdict(of: verifier, fields: fields, body: body, atSeconds: second).reason
            #expect(reason == .signatureKeyUnavailable)
        }
    }

    /// During an overlap both keys verify, and the record names the right one; outside it only one does.
    @Test func rotationWithOverlap() throws {
        let verifier = verifier([
            try WebhookKey(id: "old", publicKey: old.publicKey, notAfterSeconds: 200),
            try WebhookKey(id: "new", publicKey: new.publicKey, notBeforeSeconds: 100),
        ])
        func outcome(_ key: PrivateKey, _ second: Int64) throws -> String {
            switch verdict(of: verifier, fields: try fields(key), body: body, atSeconds: second) {
            case .valid(let body): body.keyID
            case .invalid(let reason, let keyID): "\(reason.rawValue) \(keyID ?? "-")"
            }
        }
        #expect(try outcome(old, 50) == "old")
        #expect(try outcome(new, 50) == "signature_invalid old")
        #expect(try outcome(old, 150) == "old")
        #expect(try outcome(new, 150) == "new")
        #expect(try outcome(old, 250) == "signature_invalid new")
        #expect(try outcome(new, 250) == "new")
        #expect(try outcome(try PrivateKey.generate(.rsa(bits: 1024)), 150) == "signature_invalid -")
    }

    @Test func keyThatEndsWhileTheBodyArrivesDoesNotVerify() throws {
        let verifier = verifier([try WebhookKey(id: "old", publicKey: old.publicKey, notAfterSeconds: 200)])
        let verdict = verdict(
            of: verifier, fields: try fields(old), body: body, atSeconds: 200, endingAtSeconds: 201)
        #expect(verdict.reason == .signatureKeyUnavailable)
    }

    @Test func lengthTellsKeysApart() throws {
        let verifier = verifier([
            try WebhookKey(id: "short", publicKey: old.publicKey, notAfterSeconds: 200),
            try WebhookKey(id: "long", publicKey: long.publicKey),
        ])
        #expect(verdict(of: verifier, fields: try fields(long), body: body, atSeconds: 100).reason == nil)
        #expect(verdict(of: verifier, fields: try fields(old), body: body, atSeconds: 100).reason == nil)
        // A length that belongs to a key, but to none that counts now.
        #expect(verdict(of: verifier, fields: try fields(old), body: body, atSeconds: 300).reason == .signatureInvalid)
        // A length that belongs to no key.
        let other = [("fluent-signature", Base64.encode([UInt8](repeating: 1, count: 192).span))]
        #expect(verdict(of: verifier, fields: other, body: body, atSeconds: 100).reason == .signatureMalformed)
    }

    @Test func longestKeyFitsTheEvidence() throws {
        let key = try PrivateKey.generate(.rsa(bits: 4096))
        let verifier = verifier([try WebhookKey(id: "4096", publicKey: key.publicKey)])
        #expect(verdict(of: verifier, fields: try fields(key), body: body).reason == nil)
    }
}
