package import GatehousePolicy

/// The neighbourhood of a client: its /24 (IPv4) or /48 (IPv6), which usually belongs to one holder.
///
/// Floods come from many addresses of few neighbourhoods; counting by address would take memory for each.
package struct ClientPrefix: Hashable, Sendable {
    /// The first address of the neighbourhood.
    package let base: IPAddress

    package init(of address: IPAddress) {
        base =
            address.isIPv4
            ? IPAddress(high: 0, low: address.low & ~0xff) : IPAddress(high: address.high & ~0xffff, low: 0)
    }

    /// - Parameter peer: address and port, as `SocketAddress` writes them: `192.0.2.1:443`, `[2001:db8::1]:443`.
    package init?(ofPeer peer: Span<UInt8>) {
        guard let address = RecordPeer.address(in: peer) else { return nil }
        self.init(of: address)
    }

    /// CIDR form: `192.0.2.0/24`.
    package var text: String { base.isIPv4 ? "\(base)/24" : "\(base)/48" }
}
