import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS
import GatehouseTransport

/// An upstream as it was built, to be taken over by the next preparation.
struct BuiltUpstream {
    /// The names and addresses of the configuration.
    let places: [Endpoint]
    /// What each name or address of the configuration stands for.
    let resolved: [Endpoint: [SocketAddress]]
    /// What the context was made from; nil in clear.
    let tls: TLSClientSettings?
    let target: UpstreamTarget
}
