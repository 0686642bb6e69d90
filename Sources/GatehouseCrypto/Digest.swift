internal import COpenSSL

/// A hash in progress; owns one `EVP_MD_CTX *`, from init to deinit. For one thread at a time.
///
/// Made once and reused: `reset()` allocates nothing. A call that fails inside libcrypto is remembered, and `finish()`
/// then throws, so that no digest of half a message can come out.
@safe package struct Digest: ~Copyable {
    private enum State {
        case open
        /// A value has been taken; `reset()` opens it again.
        case finished
        case failed
    }

    /// Stays the same over resets.
    package let algorithm: DigestAlgorithm
    private let context: OpaquePointer
    private var state = State.open

    /// - Throws: when memory or the algorithm is missing.
    package init(_ algorithm: DigestAlgorithm) throws(CryptoError) {
        CryptoErrorQueue.clear()
        guard let context = unsafe Self.makeContext(algorithm) else { throw CryptoError(draining: "digest start") }
        self.algorithm = algorithm
        unsafe self.context = context
    }

    /// A context that has begun; it keeps its own reference to the algorithm.
    private static func makeContext(_ algorithm: DigestAlgorithm) -> OpaquePointer? {
        guard let function = unsafe FetchedDigest.of(algorithm).handle, let context = unsafe EVP_MD_CTX_new() else {
            return nil
        }
        guard unsafe EVP_DigestInit_ex2(context, function, nil) == 1 else {
            unsafe EVP_MD_CTX_free(context)
            return nil
        }
        return unsafe context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Forgets what was hashed and starts anew, with the same memory.
    package mutating func reset() {
        // nil keeps the algorithm that the context holds, and with it the provider's state block.
        state = unsafe EVP_DigestInit_ex2(context, nil, nil) == 1 ? .open : .failed
    }

    /// Adds bytes of the message.
    package mutating func update(_ bytes: Span<UInt8>) {
        switch state {
        case .open:
            // The bytes are read during the call only.
            let code = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
            if code != 1 { state = .failed }
        case .finished, .failed:
            state = .failed
        }
    }

    /// Ends the message.
    ///
    /// - Throws: when any call since the last start has failed, or the value has been taken before.
    package mutating func finish() throws(CryptoError) -> DigestValue {
        guard case .open = state else { throw CryptoError(draining: "digest") }
        state = .finished
        var value = DigestValue(count: algorithm.byteCount)
        let context = unsafe context
        let isComplete = value.withStorage { storage in
            // The storage holds 64 bytes, the longest digest of any algorithm in `DigestAlgorithm`.
            unsafe storage.withUnsafeMutableBufferPointer {
                unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil) == 1
            }
        }
        guard isComplete else {
            state = .failed
            throw CryptoError(draining: "digest end")
        }
        return value
    }
}

extension Digest {
    /// The digest of one piece of bytes.
    package static func value(
        of bytes: Span<UInt8>, _ algorithm: DigestAlgorithm
    ) throws(CryptoError) -> DigestValue {
        var digest = try Digest(algorithm)
        digest.update(bytes)
        return try digest.finish()
    }
}
