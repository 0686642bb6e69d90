package import GatehouseCrypto

/// What the head of a request brings to pay its obligation: one decoded signature, not yet checked.
///
/// Made by a verifier only. Holds the bytes in place: making one allocates nothing.
package struct SignatureEvidence: Sendable {
    /// The hash that the body has to go through.
    package let algorithm: DigestAlgorithm
    /// Of the signature.
    package let byteCount: Int
    private var storage = InlineArray<512, UInt8>(repeating: 0)

    /// Decodes a field value.
    ///
    /// - Returns: nil unless `value` is canonical base64 of 1 to 512 bytes.
    init?(decoding value: Span<UInt8>, algorithm: DigestAlgorithm) {
        var output = storage.mutableSpan
        guard let count = Base64.decode(value, into: &output), count > 0 else { return nil }
        byteCount = count
        self.algorithm = algorithm
    }

    /// Lends the signature.
    func withSpan<R>(_ body: (Span<UInt8>) -> R) -> R {
        body(storage.span.extracting(first: byteCount))
    }
}
