/// What limits take for one client: an IPv4 address (/32), or the first 56 bits of an IPv6 address.
///
/// A holder of IPv6 gets a /56 or more (RFC 6177), and can send each request from another address of it; an IPv4 address
/// may be shared by many, but is seldom one of many that belong to one holder. `ClientPrefix` of GatehouseAudit is wider
/// on purpose: there neighbours are told of together, here they must not pay for each other (decision 0023).
package struct ClientNetwork: Hashable, Sendable {
    /// Differs for every network, and is never 0: the last eight bits, which no /56 has, tell the families apart.
    package let key: UInt64

    /// The network of an address.
    package init(of address: IPAddress) {
        key = address.isIPv4 ? (address.low & 0xffff_ffff) << 8 | 4 : address.high & ~0xff | 6
    }
}
