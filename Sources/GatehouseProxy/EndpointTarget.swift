package import GatehouseTransport

/// One address of a connector.
package struct EndpointTarget: Hashable, Sendable {
    package let address: SocketAddress
    /// The name that the certificate must have, where connections are under TLS.
    package let serverName: String
    /// For records: `10.0.3.7:8080`.
    package let addressText: String

    package init(address: SocketAddress, serverName: String) {
        self.address = address
        self.serverName = serverName
        addressText = address.description
    }
}
