import GatehouseHTTP
import GatehouseTransport

/// One request of the tour, and what must become of it.
struct TourStep: Sendable {
    /// Who sends it, by the address it comes from.
    enum Client: String, Sendable {
        /// 127.0.0.1, which stands for the world.
        case `public`
        /// 127.0.0.2, which the demo puts into the network `vpc`.
        case `private`

        /// The address to connect from.
        var source: SocketAddress {
            switch self {
            case .public: .loopback(port: 0)
            case .private: SocketAddress(ipv4: 0x7f00_0002, port: 0)
            }
        }
    }

    /// What must become of a request.
    enum Expectation: Equatable, Sendable {
        /// It reaches the connector exactly once, whose answer comes back.
        case forwarded(status: UInt16)
        /// Nothing of it reaches the connector; the status is the reason's.
        case refused(Reason)
    }

    /// For the table: at most `TourTable.titleWidth` characters.
    let title: String
    let client: Client
    let request: TourRequest
    let expectation: Expectation
    /// What must not reach the connector although the request does: names of fields, in lower case.
    var removedFields: [String] = []
}
