/// Who may reach a route.
package enum Exposure: Hashable, Sendable {
    /// Any client.
    case `public`
    /// Clients whose address is in a network of the set. `names` are those of the networks in the configuration, for
    /// messages and records.
    case `private`(NetworkSet, names: [String])

    package var isPrivate: Bool {
        switch self {
        case .public: false
        case .private: true
        }
    }

    /// True when a client with this address may use the route.
    package func admits(_ client: ClientAddress) -> Bool {
        switch self {
        case .public: true
        case .private(let networks, names: _): networks.contains(client.address)
        }
    }
}
