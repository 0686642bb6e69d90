internal import COpenSSL
internal import Synchronization

/// One key ready to check signatures over one kind of digest: PKCS #1 v1.5 for RSA (RFC 8017 section 8.2), DER for ECDSA.
///
/// Setting a check up costs a good part of the check itself in OpenSSL 3, so set-up `EVP_PKEY_CTX *` are kept and used
/// again. Usable on any thread, without locks: a context is taken out of its slot by an atomic exchange, is then used by
/// one thread only, and is put back by another exchange. A thread that finds no context makes one.
@safe package final class PreparedVerification: @unchecked Sendable {
    // `@unchecked`: the slots are atomics, a context in a slot is used by nobody, and the rest is immutable.

    /// Contexts kept at rest. More workers than this in a check at the same moment make contexts of their own.
    private static let slotCount = 8

    /// Whose signatures are checked.
    package let key: PublicKey
    /// Of the digests that are given to `check`.
    package let algorithm: DigestAlgorithm
    private let slots: InlineArray<8, Atomic<OpaquePointer?>>

    /// Prepares nothing yet: the first check does, and each check that finds all contexts in use.
    package init(key: PublicKey, algorithm: DigestAlgorithm) {
        self.key = key
        self.algorithm = algorithm
        unsafe slots = InlineArray { _ in unsafe Atomic(nil) }
    }

    deinit {
        // No other reference is left, so every context is at rest.
        for index in 0..<Self.slotCount {
            unsafe EVP_PKEY_CTX_free(slots[index].exchange(nil, ordering: .acquiring))
        }
    }

    /// Checks `signature` over `digest`. A signature or digest of the wrong length never matches.
    package func check(_ signature: Span<UInt8>, over digest: DigestValue) -> VerificationOutcome {
        guard digest.count == algorithm.byteCount, let context = unsafe take() else { return .failed }
        let code = unsafe signature.withUnsafeBufferPointer { signature in
            digest.withSpan { digest in
                unsafe digest.withUnsafeBufferPointer { digest in
                    // The context is ours until it is put back. Both buffers are read during the call only.
                    unsafe EVP_PKEY_verify(
                        context, signature.baseAddress, signature.count, digest.baseAddress, digest.count)
                }
            }
        }
        unsafe putBack(context)
        guard code != 1 else { return .matches }
        // What a refused signature leaves in the queue must not be read as the failure of a later call.
        CryptoErrorQueue.clear()
        return code == 0 ? .differs : .failed
    }

    private func take() -> OpaquePointer? {
        for index in 0..<Self.slotCount {
            if let context = unsafe slots[index].exchange(nil, ordering: .acquiring) { return unsafe context }
        }
        return unsafe makeContext()
    }

    private func putBack(_ context: OpaquePointer) {
        for index in 0..<Self.slotCount {
            let (wasEmpty, _) = unsafe slots[index].compareExchange(
                expected: nil, desired: context, ordering: .releasing)
            if wasEmpty { return }
        }
        // Every slot is full, and nobody else knows this context.
        unsafe EVP_PKEY_CTX_free(context)
    }

    /// A context set up for this key and digest, which takes references of its own to both; nil when that fails.
    private func makeContext() -> OpaquePointer? {
        guard let function = unsafe FetchedDigest.of(algorithm).handle,
            let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key.handle, nil)
        else { return nil }
        guard unsafe EVP_PKEY_verify_init(context) == 1, unsafe setPadding(context),
            unsafe EVP_PKEY_CTX_set_signature_md(context, function) == 1
        else {
            unsafe EVP_PKEY_CTX_free(context)
            CryptoErrorQueue.clear()
            return nil
        }
        return unsafe context
    }

    private func setPadding(_ context: OpaquePointer) -> Bool {
        switch key.algorithm {
        case .rsa: unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .ecdsa: true
        }
    }
}
