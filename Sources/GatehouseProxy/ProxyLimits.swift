package import GatehouseHTTP
package import GatehouseHTTP2
package import GatehousePolicy

/// Bounds of time and space that hold for every connection.
package struct ProxyLimits: Sendable {
    /// From accept to the end of the TLS handshake, PROXY header included.
    package var handshakeMilliseconds: UInt64 = 10_000
    /// From the first byte of a request (HTTP/1.1) to its complete head; for the first head of a connection from accept,
    /// but not before the handshake had its time: two deadlines in a row would be twice as much for whoever is slow.
    package var requestHeadMilliseconds: UInt64 = 10_000
    /// A connection without an exchange is closed after this time.
    package var keepAliveMilliseconds: UInt64 = 75_000
    /// A client that takes nothing of a response that waits for it is given up after this time.
    package var responseWriteMilliseconds: UInt64 = 30_000
    /// What a byte of a request body, or of a response, gives a client in time: the slowest that is put up with, 1 KiB/s.
    /// A tenth of the slowest mobile networks, and four times what other servers ask (240 B/s), so that a body of
    /// 256 KiB takes a slow client four minutes at most.
    package var nanosecondsPerByte: UInt64 = 976_562
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
    /// Bytes of bodies that all workers hold until their signatures are checked; a request beyond it is refused with
    /// `overloaded`. Each is bounded by its route, but anyone may send many at once.
    package var maximumHeldBytes = 256 << 20
    /// Of these, what one client network may have: four of the largest bodies, a quarter of all.
    package var clientHeldBytes = 64 << 20
    /// Connections of one client network, on all listeners together; more are closed at once. An office behind one
    /// address, or a caller with a pool in each of ten machines, has some hundred; at the default of a listener it takes
    /// 40 such clients to fill it.
    package var clientConnections = 512
    /// How often a client network may fail signatures before its requests on signed routes are refused unread. A new key
    /// that is missing here makes every webhook fail, so that the bucket must be full again soon after it was added; five
    /// a second cost next to nothing. Nil: as often as it likes.
    package var signatureFailures: RateRule? = RateRule(count: 5, perMilliseconds: 1_000, burst: 50)
    /// Bytes that the process may have allocated, before it sheds load. `.max`: as many as there are.
    package var memoryBudgetBytes: UInt64 = .max
    /// Connections whose descriptor has this number, or a greater one, are closed at once: the numbers above are for
    /// connectors, record files and administrators. The system gives out the smallest that is free.
    package var descriptorCeiling: Int32 = .max
    /// When clients that abuse their connections get no more of them.
    package var offences = OffenceRule.standard
    package var http1 = HTTP1Limits()
    package var downstreamHTTP2 = HTTP2Settings()
    package var upstreamHTTP2 = HTTP2Settings()

    package init() {}
}
