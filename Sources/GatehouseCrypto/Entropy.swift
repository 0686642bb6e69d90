internal import COpenSSL

/// Random bytes from OpenSSL's generator, which is seeded by the kernel and safe on every thread.
package enum Entropy {
    /// Fills `bytes`.
    ///
    /// - Throws: when the generator cannot be seeded; the bytes must not be used then.
    package static func fill(_ bytes: inout MutableSpan<UInt8>) throws(CryptoError) {
        CryptoErrorQueue.clear()
        // The count fits: callers ask for keys and identifiers, and RAND_bytes_ex takes a `size_t`.
        let code = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe RAND_bytes_ex(nil, $0.baseAddress, $0.count, 0)
        }
        guard code == 1 else { throw CryptoError(draining: "random bytes") }
    }
}
