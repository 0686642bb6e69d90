internal import COpenSSL
internal import Glibc

/// Memory for keys: OpenSSL's secure heap, which is never swapped out, never in a core file, fenced by pages that nothing
/// may touch, and wiped when it is given back.
///
/// OpenSSL takes the private numbers of keys from it once it is there, so it comes before the first key is read.
package enum SecretMemory {
    /// What the system has granted.
    package enum Standing: String, Sendable {
        case locked
        /// It may be swapped out: RLIMIT_MEMLOCK is too low.
        case unlocked
        /// Keys lie in ordinary memory, and are wiped all the same.
        case ordinary
    }

    /// Room for tens of thousands of handshakes at once, whose keys of a moment also lie here, beside a thousand pairs.
    private static let wantedByteCount = 16 << 20
    /// The limit that Linux gives to every process (8 MiB since 5.16) has room for this and what else is locked.
    private static let modestByteCount = 4 << 20
    /// The smallest piece; a number of 256 bits.
    private static let pieceByteCount = 32

    /// Sets the heap up, once in a process, before other threads are started.
    package static func prepare() -> Standing {
        var limit = rlimit()
        // The system fills in the structure.
        let isKnown = unsafe getrlimit(__rlimit_resource_t(UInt32(__RLIMIT_MEMLOCK.rawValue)), &limit) == 0
        let isAmple = isKnown && limit.rlim_cur >= 4 * UInt(wantedByteCount)
        switch CRYPTO_secure_malloc_init(isAmple ? wantedByteCount : modestByteCount, pieceByteCount) {
        case 1: return .locked
        case 2: return .unlocked
        default: return .ordinary
        }
    }

    /// Bytes of the heap that are in use; 0 where there is none.
    package static var usedByteCount: Int { CRYPTO_secure_used() }
}
