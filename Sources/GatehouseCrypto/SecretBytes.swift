internal import COpenSSL

/// Bytes of a secret in `SecretMemory`, wiped when the last reference goes. Immutable, so any thread may use it.
///
/// Where the heap is full or was never made, ordinary memory has to do: a gateway that serves is worth more than one that
/// does not start, and the wiping stays.
@safe package final class SecretBytes: @unchecked Sendable {
    /// Owned; of `count` bytes, and one more so that there is always something to own.
    private let start: UnsafeMutableRawPointer
    package let count: Int

    /// - Parameters:
    ///   - count: how many.
    ///   - fill: writes all of them.
    /// - Throws: what `fill` throws.
    package init<Failure: Error>(count: Int, _ fill: (inout MutableSpan<UInt8>) throws(Failure) -> Void) throws(Failure)
    {
        self.count = count
        guard let start = unsafe Self.room(for: count + 1) else { preconditionFailure("no memory is left for a key") }
        unsafe self.start = start
        var bytes = unsafe MutableSpan<UInt8>(_unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: count)
        try fill(&bytes)
    }

    /// A copy.
    package convenience init(_ bytes: Span<UInt8>) {
        self.init(count: bytes.count) { room in
            for index in bytes.indices { room[index] = bytes[index] }
        }
    }

    deinit {
        // Wipes in either kind of memory, and knows which it is.
        unsafe CRYPTO_secure_clear_free(start, count + 1, nil, 0)
    }

    /// Zeroed, or nil when there is no memory at all.
    private static func room(for count: Int) -> UnsafeMutableRawPointer? {
        unsafe CRYPTO_secure_zalloc(count, nil, 0) ?? CRYPTO_zalloc(count, nil, 0)
    }

    /// Lends the bytes.
    package func withBytes<R: ~Copyable, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> R) throws(Failure)
        -> R
    {
        // `self` keeps the memory alive during the call.
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count).assumingMemoryBound(to: UInt8.self)
        return try body(unsafe bytes.span)
    }

    /// True in the heap that is never swapped out.
    package var isInSecretMemory: Bool { unsafe CRYPTO_secure_allocated(start) == 1 }
}

extension SecretBytes: Equatable {
    /// In a time that depends on the lengths only.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        // Both have as many bytes as are compared.
        unsafe left.count == right.count && CRYPTO_memcmp(left.start, right.start, left.count) == 0
    }
}
