/// The result of a hash or MAC: up to 64 bytes, held in place.
package struct DigestValue: Sendable {
    /// Of the longest algorithm, SHA-512.
    static let capacity = 64

    private var storage = InlineArray<64, UInt8>(repeating: 0)
    /// Bytes in use.
    package let count: Int

    /// - Precondition: `count` is at most 64, which `DigestAlgorithm.byteCount` ensures.
    init(count: Int) {
        precondition(count >= 0 && count <= Self.capacity, "a digest is longer than its storage")
        self.count = count
    }

    /// Lends the bytes.
    package func withSpan<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(storage.span.extracting(first: count))
    }

    /// Lends all 64 bytes of storage to a writer.
    mutating func withStorage<R, E: Error>(_ body: (inout MutableSpan<UInt8>) throws(E) -> R) throws(E) -> R {
        var span = storage.mutableSpan
        return try body(&span)
    }

    /// Lower-case hexadecimal: for records and tests.
    package var hexadecimal: String {
        withSpan { Hex.encode($0) }
    }
}

extension DigestValue: Equatable {
    /// Takes the same time wherever the values differ.
    package static func == (left: DigestValue, right: DigestValue) -> Bool {
        left.withSpan { one in right.withSpan { other in ConstantTime.equals(one, other) } }
    }
}
