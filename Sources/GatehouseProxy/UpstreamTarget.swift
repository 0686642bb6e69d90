package import GatehouseTLS

/// A connector as configured: where it is and how to speak to it.
package struct UpstreamTarget: Sendable {
    /// How the connection is protected.
    package enum Security: Sendable {
        /// In clear, HTTP/2 with prior knowledge (RFC 9113 section 3.3); the scheme is http.
        case cleartext
        /// Over TLS, the scheme is https; the certificate must be valid for the endpoint's `serverName`.
        case tls(TLSClientContext)
    }

    /// The protocol on the connection. Nothing is negotiated: it is what the configuration says.
    package enum Version: Sendable {
        case http2
        /// One exchange at a time on each connection.
        case http1
    }

    package let name: String
    /// Where it is, each once; at least one. Requests are spread over them.
    package let endpoints: [EndpointTarget]
    package let security: Security
    package let version: Version
    /// Connections that one worker opens to one endpoint for one class of routes.
    package let maximumConnections: Int
    /// Exchanges that may wait for a connection, per worker and class; more are refused with `overloaded`.
    package let maximumWaiting: Int
    package let connectMilliseconds: UInt64
    /// A connection without streams is closed after this time.
    package let idleMilliseconds: UInt64
    /// Pauses after failed attempts: the first, doubled each time, up to the last.
    package let firstBackoffMilliseconds: UInt64
    package let lastBackoffMilliseconds: UInt64
    /// How endpoints are checked; nil: not at all.
    package let health: HealthCheck?
    /// When failing requests take an endpoint out.
    package let ejection: EjectionRule
    /// How long an endpoint that comes back takes to get its full share.
    package let slowStartMilliseconds: UInt64

    package init(
        name: String, endpoints: [EndpointTarget], security: Security, version: Version = .http2,
        maximumConnections: Int, maximumWaiting: Int,
        connectMilliseconds: UInt64, idleMilliseconds: UInt64, firstBackoffMilliseconds: UInt64,
        lastBackoffMilliseconds: UInt64, health: HealthCheck?, ejection: EjectionRule, slowStartMilliseconds: UInt64
    ) {
        precondition(!endpoints.isEmpty, "an upstream without addresses: whoever builds a snapshot refuses it")
        self.name = name
        self.endpoints = endpoints
        self.security = security
        self.version = version
        self.maximumConnections = maximumConnections
        self.maximumWaiting = maximumWaiting
        self.connectMilliseconds = connectMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.firstBackoffMilliseconds = firstBackoffMilliseconds
        self.lastBackoffMilliseconds = lastBackoffMilliseconds
        self.health = health
        self.ejection = ejection
        self.slowStartMilliseconds = slowStartMilliseconds
    }

    /// True when connections to one serve the other as well, to those endpoints that both have.
    func isInterchangeable(with other: UpstreamTarget) -> Bool {
        name == other.name && version == other.version && security.isSame(as: other.security)
            && maximumConnections == other.maximumConnections && maximumWaiting == other.maximumWaiting
            && connectMilliseconds == other.connectMilliseconds && idleMilliseconds == other.idleMilliseconds
            && firstBackoffMilliseconds == other.firstBackoffMilliseconds
            && lastBackoffMilliseconds == other.lastBackoffMilliseconds
    }

    /// The scheme that the connector must see (finding F11): that of this connection, not the client's.
    package var scheme: String {
        switch security {
        case .cleartext: "http"
        case .tls: "https"
        }
    }
}

extension UpstreamTarget.Security {
    /// Contexts are compared as objects: a change of trust always makes a new one.
    fileprivate func isSame(as other: Self) -> Bool {
        switch (self, other) {
        case (.cleartext, .cleartext): true
        case (.tls(let context), .tls(let otherContext)): context === otherContext
        case (.cleartext, .tls), (.tls, .cleartext): false
        }
    }
}
