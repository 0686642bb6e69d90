package import GatehouseSignatures

/// Proof that this exact request may reach the upstream of `route`.
///
/// Made only by `RouteTable.decide` and `Obligation.discharge(with:)`. What is sent is `path`, never the raw target.
package struct Permit: Sendable {
    /// Says which upstream.
    package let route: Route
    /// The path to send.
    package let path: CanonicalPath
    /// What paid the obligation, when the route had one.
    package let verifiedBody: VerifiedBody?

    init(route: Route, path: CanonicalPath, verifiedBody: VerifiedBody?) {
        self.route = route
        self.path = path
        self.verifiedBody = verifiedBody
    }
}
