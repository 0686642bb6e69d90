/// A route as `/routes` tells it.
package struct RouteStatus: Codable, Equatable, Sendable {
    package let id: String
    /// `public` or `private`.
    package let exposure: String
    /// Names of the networks that may reach a private route.
    package let networks: [String]
    package let methods: [String]
    package let hosts: [String]
    package let path: String
    /// The signature scheme's name in the policy; nil when nothing is required.
    package let signature: String?
    package let upstream: String
    /// Requests ended, refused and failed ones included.
    package let requests: UInt64
    /// Requests refused or failed.
    package let rejections: UInt64

    package init(
        id: String, exposure: String, networks: [String], methods: [String], hosts: [String], path: String,
        signature: String?, upstream: String, requests: UInt64, rejections: UInt64
    ) {
        self.id = id
        self.exposure = exposure
        self.networks = networks
        self.methods = methods
        self.hosts = hosts
        self.path = path
        self.signature = signature
        self.upstream = upstream
        self.requests = requests
        self.rejections = rejections
    }
}

/// A certificate in use, as `/certificates` tells it. Nothing of its key but the kind.
package struct CertificateStatus: Codable, Equatable, Sendable {
    /// In the policy.
    package let name: String
    /// What clients may ask for.
    package let hosts: [String]
    package let issuer: String
    /// `ECDSA P-256`, `RSA 2048`.
    package let key: String
    package let notBeforeSeconds: Int64
    package let notAfterSeconds: Int64
    /// 1 for the one that the process started with.
    package let generation: UInt64

    package init(
        name: String, hosts: [String], issuer: String, key: String, notBeforeSeconds: Int64, notAfterSeconds: Int64,
        generation: UInt64
    ) {
        self.name = name
        self.hosts = hosts
        self.issuer = issuer
        self.key = key
        self.notBeforeSeconds = notBeforeSeconds
        self.notAfterSeconds = notAfterSeconds
        self.generation = generation
    }

    /// Whole days until it expires, rounded down; negative afterwards.
    package func daysLeft(atSeconds now: Int64) -> Int64 {
        let left = notAfterSeconds - now
        return left >= 0 ? left / 86_400 : -((86_399 - left) / 86_400)
    }
}

/// An upstream as `/upstreams` tells it, all workers together.
package struct UpstreamStatus: Codable, Equatable, Sendable {
    package let name: String
    package let address: String
    package let connections: UInt64
    /// Requests there now.
    package let streams: UInt64
    package let requests: UInt64
    package let retries: UInt64
    /// Attempts to connect that failed.
    package let failedConnects: UInt64

    package init(
        name: String, address: String, connections: UInt64, streams: UInt64, requests: UInt64, retries: UInt64,
        failedConnects: UInt64
    ) {
        self.name = name
        self.address = address
        self.connections = connections
        self.streams = streams
        self.requests = requests
        self.retries = retries
        self.failedConnects = failedConnects
    }
}

/// What has come of an order.
package struct ActOutcome: Codable, Equatable, Sendable {
    /// The order is carried out; otherwise nothing has changed.
    package let isAccepted: Bool
    /// In words.
    package let outcome: String

    package init(isAccepted: Bool, outcome: String) {
        self.isAccepted = isAccepted
        self.outcome = outcome
    }
}

/// What an operator can order.
package enum AdminAct: String, Sendable, CaseIterable {
    case drain, reload
}
