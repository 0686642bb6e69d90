import GatehouseHTTP
import GatehouseSignatures
import Testing

struct BodyDigestTests {
    private let vector: Vector
    private let verifier: FluentVerifier

    init() throws {
        vector = try Vector()
        verifier = try vector.verifier(acceptsLegacyMD5: true)
    }

    private func evidence(_ name: String, _ value: String) throws -> SignatureEvidence {
        var fields = FieldBlock()
        fields.append(name: name, value: value)
        return try verifier.evidence(in: fields, nowSeconds: 0)
    }

    /// One digest serves exchange after exchange, whichever field each of them brings, complete or broken off.
    @Test func restartServesAnotherExchange() throws {
        let current = try evidence("fluent-signature", vector.signature)
        let legacy = try evidence("flex.signature", vector.legacySignature)
        var digest = BodyDigest(for: current)
        for evidence in [current, legacy, legacy, current, current] {
            digest.restart(for: evidence)
            digest.update(vector.body.span.extracting(first: 100))
            #expect(digest.byteCount == 100)
            digest.restart(for: evidence)
            #expect(digest.byteCount == 0)
            digest.update(vector.body.span)
            #expect(digest.byteCount == 384)
            #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == nil)
        }
    }

    /// Bytes that arrive behind the judgement must not be judged by a second call.
    @Test func bytesBehindTheEndAreRefused() throws {
        let evidence = try evidence("fluent-signature", vector.signature)
        var digest = BodyDigest(for: evidence)
        digest.update(vector.body.span)
        #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == nil)
        digest.update(vector.body.span)
        #expect(verifier.finish(&digest, evidence: evidence, nowSeconds: 0).reason == .internalError)
    }
}
