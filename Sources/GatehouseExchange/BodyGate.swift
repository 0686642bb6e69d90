package import GatehouseHTTP
package import GatehouseSignatures

/// What a body has to pass before any of it goes upstream: hashed as it arrives, checked when it is complete.
///
/// The bytes stay in the message buffer, where the caller bounds them. A gate that was never finished opens nothing.
package struct BodyGate: ~Copyable {
    private let verifier: FluentVerifier
    private let evidence: SignatureEvidence
    private var digest: BodyDigest

    init(verifier: FluentVerifier, evidence: SignatureEvidence) {
        self.verifier = verifier
        self.evidence = evidence
        digest = BodyDigest(for: evidence)
    }

    /// Hashes what has arrived since the last call.
    ///
    /// - Parameter message: always the same one, from whose body nothing has been taken.
    /// - Returns: the number of bytes that were new.
    package mutating func append(from message: MessageBuffer) -> Int {
        let hashed = Int(clamping: digest.byteCount)
        let count = message.body.count
        guard count > hashed else { return 0 }
        message.body.withSpan { digest.update($0.extracting(hashed..<count)) }
        return count - hashed
    }

    /// Checks the signature over everything that was appended. Called once, when the body is complete.
    package mutating func finish(nowSeconds: Int64) -> SignatureVerdict {
        verifier.finish(&digest, evidence: evidence, nowSeconds: nowSeconds)
    }
}
