package import GatehouseHTTP

/// The word of policy about one request.
package enum Decision: Sendable {
    /// Refused. `route` is the one that matched, for records and for the Allow field of a 405; nil when none did.
    case deny(Denial, route: Route?)
    /// May be forwarded now.
    case allow(Permit)
    /// May be forwarded once the obligation is paid.
    case require(Obligation)
}
