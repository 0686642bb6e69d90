internal import GatehouseCrypto

/// The hash of a body as it streams in, of the one kind that the evidence asks for.
///
/// Belongs to one exchange; `restart(for:)` makes it ready for another without allocating when the kind is the same.
/// Nothing here throws: what goes wrong inside is remembered, and the verifier then refuses the body.
package struct BodyDigest: ~Copyable {
    private var digest: Digest?
    /// Bytes hashed so far.
    package private(set) var byteCount: UInt64 = 0

    package init(for evidence: borrowing SignatureEvidence) {
        digest = Self.digest(evidence.algorithm)
    }

    /// nil when libcrypto has no memory or lacks the algorithm; `finish` tells.
    private static func digest(_ algorithm: DigestAlgorithm) -> Digest? {
        do { return try Digest(algorithm) } catch { return nil }
    }

    /// Forgets the body so far and begins another.
    package mutating func restart(for evidence: borrowing SignatureEvidence) {
        byteCount = 0
        if digest?.algorithm == evidence.algorithm {
            digest?.reset()
        } else {
            digest = Self.digest(evidence.algorithm)
        }
    }

    /// Adds bytes exactly as they will be forwarded.
    package mutating func update(_ bytes: Span<UInt8>) {
        digest?.update(bytes)
        byteCount += UInt64(bytes.count)
    }

    /// The digest; can be taken once for each body.
    ///
    /// - Returns: nil when hashing failed, or was not of this kind.
    mutating func finish(as algorithm: DigestAlgorithm) -> DigestValue? {
        guard digest?.algorithm == algorithm else { return nil }
        do { return try digest?.finish() } catch { return nil }
    }
}
