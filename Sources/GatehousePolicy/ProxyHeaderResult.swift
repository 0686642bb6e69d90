/// What the first bytes of a connection say in the PROXY protocol.
package enum ProxyHeaderResult: Equatable, Sendable {
    /// The header is not complete; it has at least so many bytes in all.
    case needMore(Int)
    /// A complete header. `byteCount` bytes are the header; the rest is the connection. `source` is the client and
    /// `sourcePort` its port; nil and 0 when the proxy speaks for itself (LOCAL), so that the peer is the client.
    case header(byteCount: Int, source: IPAddress?, sourcePort: UInt16)
    /// Not a header, or one that hides the client (UNKNOWN, UNSPEC, Unix sockets): close the connection.
    case malformed
}
