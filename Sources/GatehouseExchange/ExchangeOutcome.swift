package import GatehouseHTTP

/// How an exchange ended. Every exchange has exactly one.
package enum ExchangeOutcome: Equatable, Sendable {
    /// The connector's response reached the client whole.
    case forwarded
    /// The gateway answered by itself.
    case denied(Denial)
    /// The exchange broke off after it was allowed: the client left, or the response could not be completed.
    case aborted(Reason)

    /// The word for the records; nil when there is nothing to explain.
    package var reason: Reason? {
        switch self {
        case .forwarded: nil
        case .denied(let denial): denial.reason
        case .aborted(let reason): reason
        }
    }
}
