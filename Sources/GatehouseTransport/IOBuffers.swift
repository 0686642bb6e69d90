/// The buffers of one worker, shared by all its connections: an idle connection holds none.
///
/// Used on the worker's thread only, and by one connection at a time: whoever fills a buffer empties it before it
/// returns.
@safe package final class IOBuffers {
    /// Bytes of one receive. 128 KB holds eight full TLS records: more did not save processor time.
    package static let receiveCapacity = 128 * 1024
    /// Decrypted bytes handed on at once: four full TLS records (RFC 8446 section 5.1: 16 KB each).
    package static let plaintextCapacity = 64 * 1024
    /// Encrypted bytes collected for one `send`: `plaintextCapacity` with room for record headers, tags and alerts.
    package static let cipherCapacity = 68 * 1024

    /// Where sockets receive.
    package let receiveRoom: UnsafeMutableRawBufferPointer
    /// Where TLS puts what it decrypts.
    package let plaintextRoom: UnsafeMutableRawBufferPointer
    /// Where TLS puts what it encrypts.
    package let cipherRoom: UnsafeMutableRawBufferPointer
    /// Bytes of `cipherRoom` in use, in memory that C callbacks can reach.
    package let cipherCount: UnsafeMutablePointer<Int>

    package init() {
        unsafe receiveRoom = Self.room(Self.receiveCapacity)
        unsafe plaintextRoom = Self.room(Self.plaintextCapacity)
        unsafe cipherRoom = Self.room(Self.cipherCapacity)
        unsafe cipherCount = .allocate(capacity: 1)
        unsafe cipherCount.initialize(to: 0)
    }

    deinit {
        unsafe receiveRoom.deallocate()
        unsafe plaintextRoom.deallocate()
        unsafe cipherRoom.deallocate()
        unsafe cipherCount.deallocate()
    }

    /// Lends the first `count` bytes of `receiveRoom`, which a receive has just filled.
    package func withReceived<E: Error>(_ count: Int, _ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
        try unsafe Self.lend(receiveRoom, count, body)
    }

    /// Lends the first `count` bytes of `plaintextRoom`, which a decryption has just filled.
    package func withPlaintext<E: Error>(_ count: Int, _ body: (Span<UInt8>) throws(E) -> Void) throws(E) {
        try unsafe Self.lend(plaintextRoom, count, body)
    }

    @inline(__always)
    @unsafe private static func lend<E: Error>(
        _ room: UnsafeMutableRawBufferPointer, _ count: Int, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) {
        // The room outlives the call, and its bytes were written by the system or by libssl. Slicing checks `count`.
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: room[..<count]).assumingMemoryBound(to: UInt8.self)
        try unsafe body(bytes.span)
    }

    private static func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        // Page alignment lets the system copy whole pages.
        UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 4096)
    }
}
