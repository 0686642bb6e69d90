import GatehouseConfiguration
import GatehouseProxy
import GatehouseTLS

/// An upstream as it was built, to be taken over by the next preparation.
struct BuiltUpstream {
    /// The name or address that was resolved.
    let endpoint: Endpoint
    /// What the context was made from; nil in clear.
    let tls: TLSClientSettings?
    let target: UpstreamTarget
}
