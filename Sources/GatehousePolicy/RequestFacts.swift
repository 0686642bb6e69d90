package import GatehouseHTTP

/// What policy may know about a request, besides host and target, whose bytes are lent to `RouteTable.decide`.
package struct RequestFacts: Sendable {
    package let method: Method
    /// Made from the target that is lent together with these facts.
    package let path: CanonicalPath
    package let client: ClientAddress

    package init(method: Method, path: CanonicalPath, client: ClientAddress) {
        self.method = method
        self.path = path
        self.client = client
    }
}
