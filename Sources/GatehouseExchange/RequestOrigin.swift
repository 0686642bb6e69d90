package import GatehousePolicy

/// Where a request came from, as far as its connection tells.
package struct RequestOrigin: Sendable {
    /// The other end of the connection, or the source that its PROXY protocol header names.
    package let address: IPAddress
    /// `.peer` or `.proxyProtocol`.
    package let derivation: ClientAddress.Derivation
    /// Which forwarded field the listener believes, and from whom.
    package let forwardedRule: ForwardedRule
    /// The client has shown a certificate in the handshake, and it was found good.
    package var isClientProven = false

    package init(address: IPAddress, derivation: ClientAddress.Derivation, forwardedRule: ForwardedRule) {
        self.address = address
        self.derivation = derivation
        self.forwardedRule = forwardedRule
    }
}
