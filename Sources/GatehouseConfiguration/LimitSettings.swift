/// What clients may use, in space and time.
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
    /// Connections of one client network.
    package let clientConnections: Int
    /// Bytes of bodies that are held until their signatures are verified, of all clients together.
    package let heldBodies: ByteCount
    /// Of these, what one client network may have.
    package let clientHeldBodies: ByteCount
    /// Bytes a second that a client has to send of its body, and to take of its response; 0: any number.
    package let minimumThroughput: ByteCount
    /// Failed signatures of one client network; nil: as many as it likes.
    package let signatureFailures: RateSettings?
    /// What the process may allocate before it sheds load; nil: from what the machine or container has.
    package let memory: ByteCount?
    /// How long the client may take.
    package let deadlines: Deadlines

    /// How long a client may take.
    package struct Deadlines: Hashable, Sendable {
        /// From accept to the end of the TLS handshake, a PROXY header included.
        package let handshake: Duration
        /// From the first byte of a request head to its end; for the first of a connection from accept.
        package let requestHead: Duration
        /// The longest pause inside a request body.
        package let requestBody: Duration
        /// The longest time in which a client takes nothing of a response that waits for it.
        package let responseWrite: Duration
        /// How long a connection without a request is kept.
        package let idle: Duration
    }
}
