internal import COpenSSL
internal import GatehouseCrypto
internal import Synchronization

/// The keys that session tickets are sealed with: one that seals, and the one before it, which still opens.
///
/// Shared by all workers and by successive contexts. A ticket lives for one to two rotations. Locked per handshake
/// only.
package final class TicketKeys: Sendable {
    /// One generation of keys (RFC 5077 section 4 names the parts).
    struct Key: Sendable {
        var name: InlineArray<16, UInt8> = .init(repeating: 0)
        /// For the cipher 32 bytes, for the authentication 32 bytes.
        let secret: SecretBytes
    }

    private struct Ring {
        var current: Key
        var previous: Key?
    }

    private let ring: Mutex<Ring>

    /// Fresh keys, known to this process only.
    ///
    /// - Throws: `.library` when the system has no randomness, in which case nothing may start.
    package init() throws(TLSContextError) {
        ring = Mutex(Ring(current: try Self.fresh(), previous: nil))
    }

    /// Seals with a new key from now on; tickets of the key before the present one are void.
    package func rotate() throws(TLSContextError) {
        let key = try Self.fresh()
        ring.withLock { ring in
            ring.previous = ring.current
            ring.current = key
        }
    }

    var current: Key { ring.withLock { $0.current } }

    /// The key that sealed a ticket, and whether it is the present one. Nil when we do not have it (any more).
    func key(named name: Span<UInt8>) -> (key: Key, isCurrent: Bool)? {
        ring.withLock { ring in
            // Names are public: no need for constant time.
            if ASCII.equals(ring.current.name.span, name) { return (ring.current, true) }
            guard let previous = ring.previous, ASCII.equals(previous.name.span, name) else { return nil }
            return (previous, false)
        }
    }

    private static func fresh() throws(TLSContextError) -> Key {
        do {
            var key = Key(
                secret: try SecretBytes(count: 64) { (bytes) throws(CryptoError) in try Entropy.fill(&bytes) })
            var name = key.name.mutableSpan
            try Entropy.fill(&name)
            return key
        } catch {
            throw .library()
        }
    }
}
