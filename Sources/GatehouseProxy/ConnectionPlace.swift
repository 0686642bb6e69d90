import GatehouseHTTP
import GatehousePolicy

/// What a connection is counted in, from accept to close.
struct ConnectionPlace {
    /// Index of its listener.
    private let listener: Int
    /// Nil for a peer that speaks for others, before it has said for whom or because it does so in each request.
    private var client: ClientNetwork?

    private init(listener: Int) {
        self.listener = listener
    }

    /// Counts a new connection.
    ///
    /// - Parameters:
    ///   - peer: the other end of the TCP connection.
    ///   - target: the listener that it came to.
    ///   - index: of this listener.
    ///   - limits: of the snapshot.
    ///   - shared: where it counts.
    /// - Returns: the place, or why there is none.
    static func take(
        for peer: IPAddress, on target: ListenerTarget, at index: Int, by limits: ProxyLimits, of shared: SharedLimits
    ) -> Outcome {
        guard shared.takeConnection(ofListenerAt: index, upTo: target.maximumConnections) else {
            return .refused(.overloaded)
        }
        var place = ConnectionPlace(listener: index)
        guard target.isSpokesman(peer) || place.take(for: peer, by: limits, of: shared) else {
            shared.giveConnection(ofListenerAt: index)
            return .refused(.clientConnectionsLimited)
        }
        return .taken(place)
    }

    enum Outcome {
        case taken(ConnectionPlace)
        case refused(Reason)
    }

    /// Counts the connection for a client, once it is known.
    ///
    /// - Returns: false when the client has as many as it may have.
    mutating func take(for address: IPAddress, by limits: ProxyLimits, of shared: SharedLimits) -> Bool {
        guard client == nil else { return true }
        let network = ClientNetwork(of: address)
        guard shared.clientConnections.take(1, for: network, upTo: limits.clientConnections) else { return false }
        client = network
        return true
    }

    /// Gives the place back. Called once.
    func give(backTo shared: SharedLimits) {
        shared.giveConnection(ofListenerAt: listener)
        if let client { shared.clientConnections.give(1, of: client) }
    }
}
