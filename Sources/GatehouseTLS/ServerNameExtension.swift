/// The `server_name` extension of a ClientHello (RFC 6066 section 3).
enum ServerNameExtension: Equatable {
    /// A host name that can be looked up.
    case name(HostName)
    /// A name that no certificate has: an IP address, a trailing dot, bytes that no host name holds.
    case unusable
    /// Not what the RFC says; the handshake ends with `decode_error`.
    case malformed

    /// - Parameter bytes: the extension's content: a list with exactly one entry, of type host_name.
    init(_ bytes: Span<UInt8>) {
        // List length (2), entry type (1), name length (2), name; nothing behind it.
        guard bytes.count > 5, Self.length(in: bytes, at: 0) == bytes.count - 2, bytes[2] == 0,
            Self.length(in: bytes, at: 3) == bytes.count - 5
        else {
            self = .malformed
            return
        }
        self = HostName(bytes.extracting(droppingFirst: 5)).map { .name($0) } ?? .unusable
    }

    private static func length(in bytes: Span<UInt8>, at index: Int) -> Int {
        Int(bytes[index]) << 8 | Int(bytes[index + 1])
    }
}
