import BasicContainers

/// Bytes waiting to be taken, first in, first out, in one block of memory that is reused.
///
/// The one buffer type of the data path: message bodies, unparsed input, encoded output. It never refuses: the owner
/// looks at `count` and stops asking its peer for more ("not asking is the brake").
@usableFromInline
package struct ByteQueue: ~Copyable, Sendable {
    /// The bytes before `head` are already taken.
    private var storage: UniqueArray<UInt8>
    private var head = 0
    /// What is taken stays in memory until `removeAll`, so that `rewind` can bring it back: for a body that may have to be
    /// sent once more.
    package var keepsTaken = false

    /// - Parameter minimumCapacity: bytes to reserve now; 0 reserves with the first append.
    package init(minimumCapacity: Int = 0) {
        storage = UniqueArray(minimumCapacity: minimumCapacity)
    }

    /// Bytes waiting.
    package var count: Int { storage.count - head }

    /// True when no byte waits.
    package var isEmpty: Bool { storage.count == head }

    /// Bytes of memory held, waiting or not.
    package var capacity: Int { storage.capacity }

    /// Appends a copy of `bytes`.
    package mutating func append(_ bytes: Span<UInt8>) {
        reclaim(for: bytes.count)
        storage.append(copying: bytes)
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        reclaim(for: 1)
        storage.append(byte)
    }

    /// Appends the UTF-8 of `text`: literals of the protocol, decimal numbers.
    package mutating func append(_ text: String) {
        append(text.utf8.span)
    }

    /// Lets `body` write up to `capacity` bytes in place, behind the last one.
    package mutating func append<E: Error>(
        addingCapacity capacity: Int, _ body: (inout OutputSpan<UInt8>) throws(E) -> Void
    ) throws(E) {
        reclaim(for: capacity)
        try storage.append(addingCount: capacity, initializingWith: body)
    }

    /// The same for closures that cannot fail: a generic error type would be looked up at run time in each call from
    /// another module.
    package mutating func append(addingCapacity capacity: Int, _ body: (inout OutputSpan<UInt8>) -> Void) {
        reclaim(for: capacity)
        storage.append(addingCount: capacity, initializingWith: body)
    }

    /// Lends the waiting bytes, oldest first.
    package func withSpan<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(storage.span.extracting(head..<storage.count))
    }

    /// Lends the oldest `limit` bytes at most.
    package func withPrefix<R: ~Copyable, E: Error>(
        _ limit: Int, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        try body(storage.span.extracting(head..<min(storage.count, head + limit)))
    }

    /// Takes the oldest `count` bytes off.
    ///
    /// - Precondition: no more than are waiting.
    package mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "consumed more bytes than are waiting")
        head += count
        if head == storage.count, !keepsTaken { removeAll() }
    }

    /// Puts everything that was taken back in front.
    ///
    /// - Parameter count: how many bytes there were in all.
    /// - Returns: false, and nothing changes, when some of them are gone.
    package mutating func rewind(toCount count: UInt64) -> Bool {
        guard UInt64(storage.count) == count else { return false }
        head = 0
        return true
    }

    /// Forgets all bytes and keeps the memory.
    package mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        head = 0
    }

    /// Forgets all bytes and gives back memory above `limit` bytes, so that one large body does not stay in a free list.
    package mutating func removeAll(keepingCapacityUpTo limit: Int) {
        if storage.capacity > limit {
            storage = UniqueArray(minimumCapacity: 0)
            head = 0
        } else {
            removeAll()
        }
    }

    /// Moves the waiting bytes to the front when the block is full and fewer wait than were taken: each byte taken then
    /// pays for at most one moved, however small the appends are. Otherwise the block grows.
    private mutating func reclaim(for added: Int) {
        guard head > 0, !keepsTaken, storage.count + added > storage.capacity, count <= head else { return }
        storage.removeSubrange(0..<head)
        head = 0
    }
}
