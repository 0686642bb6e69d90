/// A connector that routes lead to.
package struct UpstreamSettings: Hashable, Sendable {
    /// What routes refer to it by.
    package let name: String
    /// Where to connect, at least one; no port is 0. Every address that a name has counts.
    package let addresses: [Endpoint]
    /// How often the addresses of names are asked for again.
    package let resolve: Duration
    /// HTTP/2, or HTTP/1.1 for a connector that has nothing else.
    package let version: Version
    /// In clear or over TLS.
    package let security: Security
    /// The most connections that one worker opens to one address for one exposure (public, private).
    package let connections: Int
    /// How long the connector may take.
    package let deadlines: Deadlines
    /// How failed attempts are spaced.
    package let reconnect: Reconnect
    /// How its addresses are checked; nil: not at all.
    package let health: Health?
    /// When failing requests take an address out.
    package let ejection: Ejection
    /// How long an address that comes back takes to get its full share of requests.
    package let slowStart: Duration
    /// Where its definition begins in the file.
    package let position: SourcePosition

    /// What is spoken; nothing is negotiated.
    package enum Version: Hashable, Sendable {
        case http2
        case http1
    }

    /// How it is carried.
    package enum Security: Hashable, Sendable {
        /// In clear; HTTP/2 with prior knowledge.
        case cleartext
        /// Over TLS.
        case tls(TLS)
    }

    /// What is asked of the connector's certificate, and what is shown to it. Verification cannot be turned off.
    package struct TLS: Hashable, Sendable {
        /// PEM file of the authorities that are trusted instead of the system's; nil for those.
        package let authoritiesPath: String?
        /// The name for SNI and for the check of the certificate; nil for the host that is connected to.
        package let serverName: String?
        /// Shown to a connector that asks for one.
        package let clientCertificate: ClientCertificate?
    }

    /// The pair that the gateway shows to a connector that asks for one.
    package struct ClientCertificate: Hashable, Sendable {
        /// PEM, leaf first.
        package let chainPath: String
        /// PEM.
        package let keyPath: String
    }

    /// How long the connector may take, each at most an hour.
    package struct Deadlines: Hashable, Sendable {
        /// From the first packet to a usable connection, TLS included.
        package let connect: Duration
        /// From the end of the request to the head of the response.
        package let responseHead: Duration
        /// The longest pause inside a response.
        package let idle: Duration
        /// How long a connection without exchanges is kept.
        package let keepAlive: Duration
    }

    /// The pauses between failed attempts: the first, doubled each time, up to the longest.
    package struct Reconnect: Hashable, Sendable {
        /// After the first failure.
        package let first: Duration
        /// Not below `first`.
        package let longest: Duration
    }

    /// How it is found out whether an address is well.
    package struct Health: Hashable, Sendable {
        /// Asked for with GET.
        package let path: String
        /// From the end of one check to the beginning of the next.
        package let interval: Duration
        /// For a whole check, connection included.
        package let timeout: Duration
        /// Good checks in a row that bring an address back.
        package let healthy: Int
        /// Bad checks in a row that take it out.
        package let unhealthy: Int
        /// The statuses of a good answer.
        package let statuses: [ClosedRange<UInt16>]
        /// Without any healthy address requests go to all of them instead of nowhere.
        package let failsOpen: Bool
    }

    /// When failing requests take an address out, and for how long.
    package struct Ejection: Hashable, Sendable {
        /// Failures in a row.
        package let failures: Int
        /// The first time; doubled each further time, up to the longest.
        package let first: Duration
        /// Not below `first`.
        package let longest: Duration
    }
}
