internal import CLinux
internal import Glibc

/// Finds bytes at the speed of the C library's vector code, for searches through files of gigabytes.
package enum ByteSearch {
    /// The position of the first `byte` at or behind `start`, or nil.
    package static func firstIndex(of byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
        guard start >= 0, start < bytes.count else { return nil }
        // Only the bytes behind `start` are looked at, and the address is used within the closure.
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// True when `needle` is somewhere in `bytes`. The empty needle is everywhere.
    package static func contains(_ needle: Span<UInt8>, in bytes: Span<UInt8>) -> Bool {
        guard !needle.isEmpty else { return true }
        guard needle.count <= bytes.count else { return false }
        // Both buffers live through the call, which looks at no byte outside of them.
        return unsafe bytes.withUnsafeBytes { haystack in
            unsafe needle.withUnsafeBytes { needle in
                guard let base = haystack.baseAddress, let wanted = needle.baseAddress else { return false }
                return unsafe memmem(base, haystack.count, wanted, needle.count) != nil
            }
        }
    }
}
