internal import COpenSSL

/// A keyed hash in progress (RFC 2104); owns one `EVP_MAC_CTX *`. For one thread at a time.
///
/// Keyed once and reused: `reset()` starts another message under the same key without a look-up.
@safe package struct HMAC: ~Copyable {
    /// Of the hash inside.
    package let algorithm: DigestAlgorithm
    private let context: OpaquePointer
    private var isUsable = true

    /// Keys the hash; libcrypto keeps a copy of `key`. An empty one is refused, as it is always a mistake.
    ///
    /// - Throws: for an empty key, and when memory or the algorithm is missing.
    package init(_ algorithm: DigestAlgorithm, key: Span<UInt8>) throws(CryptoError) {
        CryptoErrorQueue.clear()
        guard !key.isEmpty, let context = unsafe Self.makeContext(algorithm, key) else {
            throw CryptoError(draining: "HMAC start")
        }
        self.algorithm = algorithm
        unsafe self.context = context
    }

    private static func makeContext(_ algorithm: DigestAlgorithm, _ key: Span<UInt8>) -> OpaquePointer? {
        guard let function = unsafe EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        // The context takes its own reference to the function, so ours is given back here.
        defer { unsafe EVP_MAC_free(function) }
        guard let context = unsafe EVP_MAC_CTX_new(function) else { return nil }
        guard unsafe start(context, algorithm, key) else {
            unsafe EVP_MAC_CTX_free(context)
            return nil
        }
        return unsafe context
    }

    /// Name and key are copied during the call; both arrays outlive it.
    private static func start(_ context: OpaquePointer, _ algorithm: DigestAlgorithm, _ key: Span<UInt8>) -> Bool {
        var name = Array(algorithm.providerName.utf8CString)
        return unsafe name.withUnsafeMutableBufferPointer { name in
            unsafe key.withUnsafeBufferPointer { key in
                unsafe crypto_begin_hmac(context, name.baseAddress, key.baseAddress, key.count) == 1
            }
        }
    }

    deinit {
        unsafe EVP_MAC_CTX_free(context)
    }

    /// Starts another message under the same key.
    package mutating func reset() {
        // A nil key keeps the one that the context holds.
        isUsable = unsafe EVP_MAC_init(context, nil, 0, nil) == 1
    }

    /// Adds bytes of the message.
    package mutating func update(_ bytes: Span<UInt8>) {
        // The bytes are read during the call only.
        let code = unsafe bytes.withUnsafeBufferPointer { unsafe EVP_MAC_update(context, $0.baseAddress, $0.count) }
        isUsable = isUsable && code == 1
    }

    /// Ends the message; `reset()` before the next one.
    ///
    /// - Throws: when any call since the last start has failed, or the value has been taken before.
    package mutating func finish() throws(CryptoError) -> DigestValue {
        guard isUsable else { throw CryptoError(draining: "HMAC") }
        isUsable = false
        var value = DigestValue(count: algorithm.byteCount)
        let context = unsafe context
        let isComplete = value.withStorage { storage in
            // The count given bounds what is written.
            unsafe storage.withUnsafeMutableBufferPointer { storage in
                var written = 0
                return unsafe EVP_MAC_final(context, storage.baseAddress, &written, storage.count) == 1
                    && written == algorithm.byteCount
            }
        }
        guard isComplete else { throw CryptoError(draining: "HMAC end") }
        return value
    }
}
