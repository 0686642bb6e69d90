/// A SHA-256 digest as records carry it: of a request's body, or of the policy in force.
package struct SHA256Value: Sendable {
    package let bytes: InlineArray<32, UInt8>

    package init(bytes: InlineArray<32, UInt8>) {
        self.bytes = bytes
    }

    /// Nil for any other count than 32.
    ///
    /// - Parameter digest: the octets, not their hexadecimal form.
    package init?(_ digest: Span<UInt8>) {
        guard digest.count == 32 else { return nil }
        bytes = InlineArray { digest[$0] }
    }
}
