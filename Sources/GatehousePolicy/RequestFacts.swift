package import GatehouseHTTP

/// What policy may know about a request, besides host and target, whose bytes are lent to `RouteTable.decide`.
package struct RequestFacts: Sendable {
    /// As received; compared exactly.
    package let method: Method
    /// Made from the target that is lent together with these facts.
    package let path: CanonicalPath
    /// What the networks of private routes are compared with.
    package let client: ClientAddress

    /// The client has shown a certificate in the handshake, and it was found good.
    package let isClientProven: Bool

    /// Gathers facts that their own parsers have made.
    package init(method: Method, path: CanonicalPath, client: ClientAddress, isClientProven: Bool) {
        self.method = method
        self.path = path
        self.client = client
        self.isClientProven = isClientProven
    }
}
