internal import BasicContainers

/// Bytes that the socket has refused, oldest first. Holds no memory while empty.
struct OutputBacklog: ~Copyable {
    private var storage = UniqueArray<UInt8>()
    /// The bytes before `head` are sent.
    private var head = 0

    var count: Int { storage.count - head }

    var isEmpty: Bool { storage.count == head }

    mutating func append(_ bytes: Span<UInt8>) {
        if head > storage.count / 2 {
            storage.removeSubrange(0..<head)
            head = 0
        }
        storage.append(copying: bytes)
    }

    /// Lends all bytes.
    func withSpan<R>(_ body: (Span<UInt8>) -> R) -> R {
        body(storage.span.extracting(droppingFirst: head))
    }

    /// Takes the oldest `count` bytes off.
    mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= self.count, "consumed more bytes than are waiting")
        head += count
        guard isEmpty else { return }
        storage = UniqueArray()
        head = 0
    }
}
