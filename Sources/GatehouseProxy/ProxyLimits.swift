package import GatehouseHTTP
package import GatehouseHTTP2
package import GatehousePolicy

/// Bounds of time and space that hold for every connection.
package struct ProxyLimits: Sendable {
    /// From accept to the end of the TLS handshake, PROXY header included.
    package var handshakeMilliseconds: UInt64 = 10_000
    /// From the first byte of a request (HTTP/1.1), or from the handshake, to its complete head.
    package var requestHeadMilliseconds: UInt64 = 10_000
    /// A connection without an exchange is closed after this time.
    package var keepAliveMilliseconds: UInt64 = 75_000
    /// A client that takes nothing of a response that waits for it is given up after this time.
    package var responseWriteMilliseconds: UInt64 = 30_000
    /// How long a closing connection is read from, so that the last reply is not lost to a reset.
    package var lingerMilliseconds: UInt64 = 2_000
    /// How many bytes a closing connection may still send.
    package var lingerBytes = 262_144
    /// How long open exchanges may take to finish when the gateway stops.
    package var drainMilliseconds: UInt64 = 30_000
    /// For exchanges without a route: how long their local reply may take.
    package var replyDeadlines = RouteDeadlines(
        connectMilliseconds: 10_000, responseHeadMilliseconds: 10_000, idleMilliseconds: 10_000,
        requestBodyMilliseconds: 10_000)
    /// Bytes of bodies that one worker holds until their signatures are checked; a request beyond it is refused with
    /// `overloaded`. Each is bounded by its route, but anyone may send many at once.
    package var maximumHeldBytes = 256 << 20
    /// Downstream connections that one worker holds; more are closed at once.
    package var maximumConnections = 20_000
    /// When clients that abuse their connections get no more of them.
    package var offences = OffenceRule.standard
    package var http1 = HTTP1Limits()
    package var downstreamHTTP2 = HTTP2Settings()
    package var upstreamHTTP2 = HTTP2Settings()

    package init() {}
}
