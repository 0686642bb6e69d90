package import GatehouseHTTP

/// The client's address that policy may use, and where it is known from. Made only here.
package struct ClientAddress: Hashable, Sendable {
    /// Where an address is known from.
    package enum Derivation: String, Sendable {
        /// The other end of the TCP connection.
        case peer
        /// X-Forwarded-For from a trusted peer.
        case xForwardedFor = "x_forwarded_for"
        /// Forwarded (RFC 7239) from a trusted peer.
        case forwarded
        /// A PROXY protocol header from a trusted peer.
        case proxyProtocol = "proxy_protocol"
    }

    /// What private routes compare with their networks.
    package let address: IPAddress
    package let derivation: Derivation

    private init(address: IPAddress, derivation: Derivation) {
        self.address = address
        self.derivation = derivation
    }

    /// Finds the client of a request: the peer, or behind trusted proxies the last address that is not one of theirs.
    ///
    /// Addresses are counted from the right, because each proxy appends the peer it saw: everything to the left of the
    /// first untrusted address is a claim of the client and is not read. When all are trusted the first one counts.
    /// Several field lines are one list (RFC 9110 section 5.3).
    /// - Parameters:
    ///   - peer: the other end of the connection, or the source that its PROXY protocol header names.
    ///   - derivation: `.peer` or `.proxyProtocol`, where `peer` is known from.
    ///   - fields: the request head as received, before identity fields are removed.
    ///   - rule: which field is believed, and from whom.
    /// - Returns: the address, and which of the sources it is from.
    /// - Throws: `.clientAddressUnknown` when a trusted peer sends no such field, an obfuscated or unknown address
    ///   where one is needed, or something malformed: guessing would turn the proxy's address into the client's.
    package static func resolve(
        peer: IPAddress, from derivation: Derivation = .peer, fields: borrowing FieldBlock, rule: ForwardedRule
    ) throws(Denial) -> ClientAddress {
        guard rule.trusted.contains(peer) else { return ClientAddress(address: peer, derivation: derivation) }
        switch rule.header {
        case .none:
            return ClientAddress(address: peer, derivation: derivation)
        case .xForwardedFor:
            let address = try client(in: fields, field: .xForwardedFor, rule: rule)
            return ClientAddress(address: address, derivation: .xForwardedFor)
        case .forwarded:
            let address = try client(in: fields, field: .forwarded, rule: rule)
            return ClientAddress(address: address, derivation: .forwarded)
        }
    }

    /// Reads the field lines from the last to the first until one holds an address that is not trusted.
    private static func client(
        in fields: borrowing FieldBlock, field: KnownField, rule: ForwardedRule
    ) throws(Denial) -> IPAddress {
        var leftmost: ForwardedNode?
        for index in (0..<fields.count).reversed()
        where fields.known(at: index) == field && !fields.isRemoved(at: index) {
            let line = try fields.withValue(at: index) { (value) throws(Denial) in
                var line = ForwardedLine(trusted: rule.trusted)
                try line.read(value, as: field)
                return line
            }
            if let client = line.client { return try known(client) }
            leftmost = line.first
        }
        return try known(leftmost)
    }

    private static func known(_ node: ForwardedNode?) throws(Denial) -> IPAddress {
        guard case .address(let address) = node else { throw Denial(.clientAddressUnknown) }
        return address
    }
}
