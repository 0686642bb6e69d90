package import GatehousePolicy

/// The member `peer`: address and port, `192.0.2.1:443` or `[2001:db8::1]:443`.
package enum RecordPeer {
    /// Where the address is, without port and brackets; empty when there is none.
    package static func addressRange(in peer: Span<UInt8>) -> Range<Int> {
        guard let colon = peer.indices.last(where: { peer[$0] == UInt8(ascii: ":") }) else { return 0..<0 }
        guard colon > 1, peer[0] == UInt8(ascii: "["), peer[colon - 1] == UInt8(ascii: "]") else { return 0..<colon }
        return 1..<colon - 1
    }

    /// The address; nil when it is none.
    package static func address(in peer: Span<UInt8>) -> IPAddress? {
        IPAddress(parsing: peer.extracting(addressRange(in: peer)))
    }
}
