import Foundation
import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures
import Synchronization
import Testing

struct FluentVerifierTests {
    private let vector: Vector

    init() throws {
        vector = try Vector()
    }

    private var fields: [(String, String)] {
        [("flex.signature", vector.legacySignature), ("fluent-signature", vector.signature)]
    }

    @Test func vectorOfAnotherToolVerifies() throws {
        guard case .valid(let body) = verdict(of: try vector.verifier(), fields: fields, body: vector.body) else {
            Issue.record("the vector was refused")
            return
        }
        #expect(body.keyID == "vector")
        #expect(body.scheme == "fluent")
        #expect(body.byteCount == 384)
    }

    @Test func legacyVectorVerifiesByOptInOnly() throws {
        let legacy = [("flex.signature", vector.legacySignature)]
        let open = try vector.verifier(acceptsLegacyMD5: true)
        #expect(verdict(of: open, fields: legacy, body: vector.body).reason == nil)
        #expect(verdict(of: try vector.verifier(), fields: legacy, body: vector.body).reason == .signatureLegacyOnly)
    }

    /// 3,072 bodies, each one bit away from the signed one, through both algorithms.
    @Test func everyFlippedBitOfTheBodyIsRefused() throws {
        let verifier = try vector.verifier(acceptsLegacyMD5: true)
        var body = vector.body
        for index in body.indices {
            for bit in 0..<8 {
                body[index] ^= 1 << UInt8(bit)
                #expect(verdict(of: verifier, fields: fields, body: body).reason == .signatureInvalid)
                #expect(verdict(of: verifier, fields: [fields[0]], body: body).reason == .signatureInvalid)
                body[index] ^= 1 << UInt8(bit)
            }
        }
        #expect(body == vector.body)
    }

    /// 1,024 signatures, each one bit away from the right one.
    @Test func everyFlippedBitOfTheSignatureIsRefused() throws {
        let verifier = try vector.verifier()
        let decoded = Base64.decode(Array(vector.signature.utf8).span)
        var signature = try #require(decoded)
        #expect(signature.count == 128)
        for index in signature.indices {
            for bit in 0..<8 {
                signature[index] ^= 1 << UInt8(bit)
                let fields = [("fluent-signature", Base64.encode(signature.span))]
                #expect(verdict(of: verifier, fields: fields, body: vector.body).reason == .signatureInvalid)
                signature[index] ^= 1 << UInt8(bit)
            }
        }
    }

    @Test func lengthenedAndShortenedBodiesAreRefused() throws {
        let verifier = try vector.verifier()
        for body in [vector.body + [0x0A], vector.body.dropLast(), [], vector.body + vector.body] {
            #expect(verdict(of: verifier, fields: fields, body: Array(body)).reason == .signatureInvalid)
        }
    }

    @Test func emptyBodyIsVerifiedLikeAnyOther() throws {
        let pair = try PrivateKey.generate(.rsa(bits: 1024))
        let key = try WebhookKey(id: "k", publicKey: pair.publicKey)
        let verifier = FluentVerifier(name: "ring", keys: [key], acceptsLegacyMD5: false)
        let values = try FluentSigner.sign(body: [UInt8]().span, key: pair)
        let signed = [("fluent-signature", values.signature)]
        #expect(verdict(of: verifier, fields: signed, body: []).reason == nil)
        #expect(verdict(of: verifier, fields: signed, body: [0]).reason == .signatureInvalid)
        #expect(verdict(of: verifier, fields: fields, body: []).reason == .signatureInvalid)
    }

    /// A chunk is whatever the network makes of a body.
    @Test func chunksDoNotMatter() throws {
        let verifier = try vector.verifier()
        var block = FieldBlock()
        block.append(name: "fluent-signature", value: vector.signature)
        let evidence = try verifier.evidence(in: block, nowSeconds: 0)
        var digest = BodyDigest(for: evidence)
        for size in [1, 7, 383, 384] {
            digest.restart(for: evidence)
            for start in stride(from: 0, to: vector.body.count, by: size) {
                digest.update(vector.body.span.extracting(start..<min(start + size, vector.body.count)))
            }
            #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == nil)
        }
    }

    /// A digest that has been judged once must not be judged again: the second body would be the first one.
    @Test func spentDigestIsRefused() throws {
        let verifier = try vector.verifier()
        var block = FieldBlock()
        block.append(name: "fluent-signature", value: vector.signature)
        let evidence = try verifier.evidence(in: block, nowSeconds: 0)
        var digest = BodyDigest(for: evidence)
        digest.update(vector.body.span)
        #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == nil)
        #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == .internalError)
    }

    /// A digest of the other algorithm is a mistake of the caller's and denies.
    @Test func digestOfTheOtherAlgorithmIsRefused() throws {
        let verifier = try vector.verifier(acceptsLegacyMD5: true)
        var current = FieldBlock()
        current.append(name: "fluent-signature", value: vector.signature)
        var legacy = FieldBlock()
        legacy.append(name: "flex.signature", value: vector.legacySignature)
        var digest = BodyDigest(for: try verifier.evidence(in: legacy, nowSeconds: 0))
        digest.update(vector.body.span)
        let evidence = try verifier.evidence(in: current, nowSeconds: 0)
        #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == .internalError)
    }

    @Test func ringWithoutKeysRefusesEverything() {
        let verifier = FluentVerifier(name: "ring", keys: [], acceptsLegacyMD5: true)
        #expect(verdict(of: verifier, fields: fields, body: vector.body).reason == .signatureKeyUnavailable)
    }

    @Test func eightThreadsVerifyAtOnce() throws {
        let verifier = try vector.verifier()
        let (vector, fields) = (vector, fields)
        let wrongCount = Atomic(0)
        let group = DispatchGroup()
        for _ in 0..<8 {
            group.enter()
            Thread.detachNewThread {
                for turn in 0..<200 {
                    let body = turn.isMultiple(of: 2) ? vector.body : vector.body + [0]
                    let expected: Reason? = turn.isMultiple(of: 2) ? nil : .signatureInvalid
                    if verdict(of: verifier, fields: fields, body: body).reason != expected {
                        wrongCount.add(1, ordering: .relaxed)
                    }
                }
                group.leave()
            }
        }
        group.wait()
        #expect(wrongCount.load(ordering: .relaxed) == 0)
    }
}
