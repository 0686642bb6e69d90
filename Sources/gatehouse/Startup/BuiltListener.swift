import GatehouseConfiguration
import GatehousePolicy
import GatehouseTLS

/// The TLS side of a listener as it was built, to be taken over by the next preparation.
struct BuiltListener {
    /// What the context was made from, apart from its generation.
    let settings: TLSServerSettings
    let context: TLSServerContext
    /// Shared by the contexts that follow one another; rotated while the gateway runs.
    let ticketKeys: TicketKeys
    /// How often.
    let ticketRotationNanoseconds: UInt64

    func rotating(everyNanoseconds nanoseconds: UInt64) -> BuiltListener {
        BuiltListener(
            settings: settings, context: context, ticketKeys: ticketKeys, ticketRotationNanoseconds: nanoseconds)
    }
}

/// Why a listener believes that a client is who it says.
struct TrustBasis: Equatable {
    let client: ListenerSettings.Client
    /// Of the networks that `client` names.
    let ranges: [Network]
    let clientTrust: ClientTrust?
}

extension ListenerSettings.Client {
    /// Those whose word is taken.
    var networkNames: [String] {
        switch self {
        case .peer: []
        case .proxyProtocol(let names), .field(_, let names): names
        }
    }
}
