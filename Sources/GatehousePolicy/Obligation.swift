package import GatehouseSignatures

/// What a request still owes before it may pass. Made only by `RouteTable.decide`.
package struct Obligation: Sendable {
    /// The route that asks for it.
    package let route: Route
    /// The path to send once it is paid.
    package let path: CanonicalPath
    /// The index of the verifier in the snapshot that must find the body signed.
    package let verifier: Int

    init(route: Route, path: CanonicalPath, verifier: Int) {
        self.route = route
        self.path = path
        self.verifier = verifier
    }

    /// Pays the obligation.
    ///
    /// - Parameter body: made by the verifier that `verifier` names, over the body of this request: the exchange that
    ///   holds the obligation hands each body to that verifier only.
    /// - Returns: the permit for the request that owed it.
    package func discharge(with body: VerifiedBody) -> Permit {
        Permit(route: route, path: path, verifiedBody: body)
    }
}
