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
    /// Raised when it changes whom the listener trusts. Connections of an earlier generation are drained, so that nobody
    /// goes on by rules that hold no longer.
    package let trustGeneration: UInt64

    package init(
        name: String, address: SocketAddress, service: Service, proxyProtocolPeers: NetworkSet?,
        forwardedRule: ForwardedRule, trustGeneration: UInt64 = 0
    ) {
        self.name = name
        self.address = address
        self.service = service
        self.proxyProtocolPeers = proxyProtocolPeers
        self.forwardedRule = forwardedRule
        self.trustGeneration = trustGeneration
    }
}
