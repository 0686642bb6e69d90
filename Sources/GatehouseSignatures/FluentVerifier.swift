internal import GatehouseCrypto
package import GatehouseHTTP

/// Verifies webhooks of the Fluent scheme against one key ring. Immutable; used by all workers at once.
///
/// - `fluent-signature` decides whenever it is present, be it empty or wrong: `flex.signature` beside it is not even
///   decoded, so there is nothing to downgrade to.
/// - `flex.signature` alone counts only where the configuration opts in to MD5.
/// - Each field may occur once, also one that would not be used.
/// - Whatever fails inside denies.
package final class FluentVerifier: Sendable {
    /// A key with its two prepared checks.
    private struct Candidate: Sendable {
        let key: WebhookKey
        let current: PreparedVerification
        let legacy: PreparedVerification

        func check(for algorithm: DigestAlgorithm) -> PreparedVerification {
            algorithm == legacy.algorithm ? legacy : current
        }
    }

    /// Of the key ring, as the configuration calls it.
    package let name: String
    /// True where the operator has opted in to `flex.signature` alone.
    package let acceptsLegacyMD5: Bool
    private let candidates: [Candidate]

    /// Keys are tried in the order given; none at all refuses every request.
    package init(name: String, keys: [WebhookKey], acceptsLegacyMD5: Bool) {
        self.name = name
        self.acceptsLegacyMD5 = acceptsLegacyMD5
        candidates = keys.map { key in
            Candidate(
                key: key,
                current: PreparedVerification(key: key.publicKey, algorithm: FluentScheme.digest),
                legacy: PreparedVerification(key: key.publicKey, algorithm: FluentScheme.legacyDigest))
        }
    }

    /// In the order in which they are tried.
    package var keys: [WebhookKey] { candidates.map(\.key) }

    // MARK: The head

    /// Judges what can be judged before a byte of the body is read.
    ///
    /// - Parameters:
    ///   - fields: of the request's head; signatures in trailers do not count.
    ///   - nowSeconds: since 1970.
    /// - Returns: the signature that the body has to be checked against.
    /// - Throws: `signature_missing`, `_duplicated`, `_legacy_only`; `_malformed` unless the value is canonical base64 of
    ///   exactly as many bytes as the modulus of a key of the ring has; `_key_unavailable` when no key is within its
    ///   window; `_invalid` when keys are, but none of them has a modulus of this length.
    package func evidence(
        in fields: borrowing FieldBlock, nowSeconds: Int64
    ) throws(Denial) -> SignatureEvidence {
        let current = try soleIndex(of: FluentScheme.fieldName, in: fields)
        let legacy = try soleIndex(of: FluentScheme.legacyFieldName, in: fields)
        if let current {
            return try evidence(at: current, in: fields, FluentScheme.digest, nowSeconds)
        }
        guard let legacy else { throw Denial(.signatureMissing) }
        guard acceptsLegacyMD5 else { throw Denial(.signatureLegacyOnly) }
        return try evidence(at: legacy, in: fields, FluentScheme.legacyDigest, nowSeconds)
    }

    private func soleIndex(of name: String, in fields: borrowing FieldBlock) throws(Denial) -> Int? {
        guard let index = fields.firstIndex(named: name.utf8.span) else { return nil }
        guard fields.firstIndex(named: name.utf8.span, from: index + 1) == nil else {
            throw Denial(.signatureDuplicated)
        }
        return index
    }

    private func evidence(
        at index: Int, in fields: borrowing FieldBlock, _ algorithm: DigestAlgorithm, _ nowSeconds: Int64
    ) throws(Denial) -> SignatureEvidence {
        let decoded = fields.withValue(at: index) { SignatureEvidence(decoding: $0, algorithm: algorithm) }
        guard let evidence = decoded else { throw Denial(.signatureMalformed) }
        try admit(evidence, nowSeconds)
        return evidence
    }

    private func admit(_ evidence: borrowing SignatureEvidence, _ nowSeconds: Int64) throws(Denial) {
        var isLengthKnown = false
        var isAnyKeyValid = false
        for candidate in candidates {
            let isValid = candidate.key.isValid(atSeconds: nowSeconds)
            let isOfLength = candidate.key.publicKey.signatureByteCount == evidence.byteCount
            if isValid && isOfLength { return }
            isLengthKnown = isLengthKnown || isOfLength
            isAnyKeyValid = isAnyKeyValid || isValid
        }
        guard isAnyKeyValid else { throw Denial(.signatureKeyUnavailable) }
        throw Denial(isLengthKnown ? .signatureInvalid : .signatureMalformed)
    }

    // MARK: The body

    /// Checks the signature over the complete body. The digest is spent then: `restart(for:)` it before another body.
    ///
    /// - Parameters:
    ///   - digest: has been given every byte of the body.
    ///   - evidence: what `evidence(in:nowSeconds:)` made of the same request.
    ///   - nowSeconds: since 1970; a key that has ended since the head came no longer verifies.
    /// - Returns: `.valid` only when a key within its window has signed exactly these bytes.
    package func finish(
        _ digest: inout BodyDigest, evidence: borrowing SignatureEvidence, nowSeconds: Int64
    ) -> SignatureVerdict {
        guard let value = digest.finish(as: evidence.algorithm) else { return .invalid(.internalError, keyID: nil) }
        var tried = 0
        var lastKeyID: String?
        for candidate in candidates where candidate.key.isCandidate(for: evidence, atSeconds: nowSeconds) {
            let check = candidate.check(for: evidence.algorithm)
            switch evidence.withSpan({ check.check($0, over: value) }) {
            case .matches:
                return .valid(
                    VerifiedBody(keyID: candidate.key.id, scheme: FluentScheme.name, byteCount: digest.byteCount))
            case .differs: break
            case .failed: return .invalid(.internalError, keyID: candidate.key.id)
            }
            tried += 1
            lastKeyID = candidate.key.id
        }
        guard tried > 0 else { return .invalid(.signatureKeyUnavailable, keyID: nil) }
        return .invalid(.signatureInvalid, keyID: tried == 1 ? lastKeyID : nil)
    }
}

extension WebhookKey {
    fileprivate func isValid(atSeconds nowSeconds: Int64) -> Bool {
        switch standing(atSeconds: nowSeconds) {
        case .valid: true
        case .notYetValid, .expired: false
        }
    }

    fileprivate func isCandidate(for evidence: borrowing SignatureEvidence, atSeconds nowSeconds: Int64) -> Bool {
        publicKey.signatureByteCount == evidence.byteCount && isValid(atSeconds: nowSeconds)
    }
}
