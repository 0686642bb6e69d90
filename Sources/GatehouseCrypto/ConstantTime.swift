internal import COpenSSL

/// Comparison of secrets.
package enum ConstantTime {
    /// Equality in a time that depends on the lengths only, which are not secret.
    package static func equals(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        guard !left.isEmpty else { return true }
        // Both are read during the call only, over the length that they share.
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
            }
        }
    }
}
