import GatehouseCrypto

extension SHA256Value {
    /// The digest of `content`; nil when libcrypto cannot make one, and the record then has none.
    package init?(hashing content: Span<UInt8>) {
        do {
            let digest = try Digest.value(of: content, .sha256)
            guard let value = digest.withSpan({ SHA256Value($0) }) else { return nil }
            self = value
        } catch {
            return nil
        }
    }

    /// 64 lower-case digits, for messages; records write the octets themselves.
    package var hexadecimal: String { Hex.encode(bytes.span) }
}
