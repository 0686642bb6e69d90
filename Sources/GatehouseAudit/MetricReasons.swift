package import GatehouseHTTP

/// The reasons as a closed set of label values with a place for each.
package enum MetricReasons {
    /// Made once: `allCases` makes a new array each time.
    package static let all = Reason.allCases

    /// The place of a reason in `all`. Searched for, which a refusal can afford: reasons are words and have no number.
    static func index(of reason: Reason) -> Int {
        all.firstIndex(of: reason) ?? 0
    }

    /// Those for which a connection is refused before it can ask for anything.
    package static let ofConnections: [Reason] = [
        .overloaded, .clientConnectionsLimited, .memoryExhausted, .descriptorsExhausted, .handshakeTimeout,
        .tlsHandshakeFailed, .tlsNameUnknown, .tlsClientCertificateRefused, .proxyHeaderMalformed, .proxyPeerUntrusted,
        .clientBarred,
    ]

    /// Those for which a connection is ended after it was taken.
    package static let ofEnds: [Reason] = [
        .http2ProtocolViolation, .http2PrefaceMalformed, .http2FrameFlood, .http2ResetFlood, .http2ContinuationFlood,
        .http2FieldBomb, .tlsPostHandshakeFlood,
    ]

    /// Those for which an attempt to connect to a connector fails.
    package static let ofConnects: [Reason] = [
        .upstreamConnectFailed, .upstreamConnectTimeout, .upstreamTLSFailed, .upstreamClosed,
    ]
}
