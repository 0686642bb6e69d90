/// A text that is a secret, such as a private key in PEM: its bytes lie in `SecretMemory`.
package struct SecretText: Equatable, Sendable {
    private let bytes: SecretBytes

    package init(_ text: String) {
        var text = text
        bytes = text.withUTF8 { utf8 in SecretBytes(unsafe utf8.span) }
    }

    /// A copy in ordinary memory: for whoever only takes a `String`, and for no longer than a call.
    package var text: String {
        withUTF8 { unsafe String(decoding: $0.withUnsafeBufferPointer { unsafe Array($0) }, as: UTF8.self) }
    }

    /// Lends the UTF-8.
    package func withUTF8<R: ~Copyable, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> R) throws(Failure) -> R
    {
        try bytes.withBytes(body)
    }
}
