package import GatehouseExchange
package import GatehousePolicy
package import GatehouseTLS
package import GatehouseTransport

/// A listener as configured.
package struct ListenerTarget: Sendable {
    /// What connections to this address get.
    package enum Service: Sendable {
        /// The gateway, under TLS.
        case gateway(TLSServerContext)
        /// Cleartext: every well-formed request is sent to https with 308, nothing else.
        case redirect(RedirectRule)
    }

    package let name: String
    package let address: SocketAddress
    package let service: Service
    /// Peers that must send a PROXY protocol header before anything else; nil when the listener does not speak it.
    package let proxyProtocolPeers: NetworkSet?
    /// Which forwarded field is believed, and from whom.
    package let forwardedRule: ForwardedRule
    /// Connections that it holds at a time, in all workers; more are closed at once.
    package let maximumConnections: Int
    /// Raised when it changes whom the listener trusts. Connections of an earlier generation are drained, so that nobody
    /// goes on by rules that hold no longer.
    package let trustGeneration: UInt64

    /// An open connection costs 15 to 40 KB and a descriptor: half a gigabyte.
    package static let defaultConnections = 20_000

    package init(
        name: String, address: SocketAddress, service: Service, proxyProtocolPeers: NetworkSet?,
        forwardedRule: ForwardedRule, maximumConnections: Int = Self.defaultConnections, trustGeneration: UInt64 = 0
    ) {
        self.name = name
        self.address = address
        self.service = service
        self.proxyProtocolPeers = proxyProtocolPeers
        self.forwardedRule = forwardedRule
        self.maximumConnections = maximumConnections
        self.trustGeneration = trustGeneration
    }

    /// Peers that speak for others: they are not limited as one client.
    func isSpokesman(_ peer: IPAddress) -> Bool {
        if let proxyProtocolPeers { return proxyProtocolPeers.contains(peer) }
        switch forwardedRule.header {
        case .none: return false
        case .xForwardedFor, .forwarded: return forwardedRule.trusted.contains(peer)
        }
    }
}
