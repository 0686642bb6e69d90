/// The text of a network address, with or without a port, kept in place: records need no allocation for it.
package struct AddressText: Sendable {
    /// The longest is `[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535` with 53 bytes.
    package static let maximumBytes = 56

    private let bytes: InlineArray<56, UInt8>
    private let count: UInt8

    /// - Parameter text: as `IPAddress` or `SocketAddress` write it; what goes beyond `maximumBytes` is cut off.
    package init(_ text: Span<UInt8>) {
        let count = min(text.count, Self.maximumBytes)
        bytes = InlineArray { $0 < count ? text[$0] : 0 }
        self.count = UInt8(count)
    }

    package init(_ text: String) {
        self.init(text.utf8.span)
    }

    /// Lends the bytes of the text.
    package func withSpan<R: ~Copyable, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try body(bytes.span.extracting(0..<Int(count)))
    }
}
