package import GatehouseHTTP

/// What rejections are counted together by.
package struct RejectionKey: Hashable, Sendable {
    package let reason: Reason
    /// ID of the route; nil when none was found.
    package let route: String?
    /// Nil for the clients beyond `FloodSettings.prefixLimit`, and when no address is known.
    package let client: ClientPrefix?

    package init(reason: Reason, route: String?, client: ClientPrefix?) {
        self.reason = reason
        self.route = route
        self.client = client
    }

    /// The key that stands for all clients.
    var withoutClient: RejectionKey { RejectionKey(reason: reason, route: route, client: nil) }
}
