import GatehouseHTTP

/// The one page of the health listener, for load balancers: ready or not, and not a word more.
package struct HealthPages {
    private let path: String
    private let isReady: @Sendable () -> Bool

    /// - Parameters:
    ///   - path: exactly.
    ///   - isReady: asked for each request.
    package init(path: String, isReady: @escaping @Sendable () -> Bool) {
        self.path = path
        self.isReady = isReady
    }

    package func reply(to request: ControlRequest) -> ControlReply {
        guard request.target == path else { return .notFound }
        switch request.method {
        case .get, .head: break
        default: return .methodNotAllowed("GET, HEAD")
        }
        guard !request.hasContent else { return ControlReply(413, "no content is taken\n") }
        return isReady() ? ControlReply(200, "ready\n") : ControlReply(503, "not ready\n")
    }
}
