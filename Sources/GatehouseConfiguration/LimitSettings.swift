/// What one client connection may use, in space and time.
package struct LimitSettings: Hashable, Sendable {
    /// Longest request target; 414 beyond.
    package let target: ByteCount
    /// Largest request head, names and values; 431 beyond.
    package let head: ByteCount
    /// Most fields in a head, cookie crumbs counted one by one; 431 beyond.
    package let fields: Int
    /// Most requests in progress on one HTTP/2 connection.
    package let streams: Int
    /// HTTP/2 receive window of one stream: what one body may send ahead of its consumer.
    package let streamWindow: ByteCount
    /// HTTP/2 receive window of a connection.
    package let connectionWindow: ByteCount
    /// How long the client may take.
    package let deadlines: Deadlines

    /// How long a client may take.
    package struct Deadlines: Hashable, Sendable {
        /// From accept to the end of the TLS handshake, a PROXY header included.
        package let handshake: Duration
        /// From the first byte of a request head to its end.
        package let requestHead: Duration
        /// The longest pause inside a request body.
        package let requestBody: Duration
        /// The longest time in which a client takes nothing of a response that waits for it.
        package let responseWrite: Duration
        /// How long a connection without a request is kept.
        package let idle: Duration
    }
}
