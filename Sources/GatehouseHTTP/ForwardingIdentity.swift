/// What the gateway tells the upstream about the client: the only source of the identity fields that it receives.
///
/// Kept by a connection and reused for its exchanges; only the request ID and the trace change between them.
package struct ForwardingIdentity: ~Copyable {
    /// The address that policy used, as text without port or brackets: all of `X-Forwarded-For`, and `X-Real-IP`
    /// (decision 0006).
    package var clientAddress = ByteQueue()
    /// `https` or `http`: how the client reached the gateway.
    package var scheme: String
    /// The port that the client connected to.
    package var port: UInt16
    /// 32 lower-case hex digits; empty to send none.
    package var requestID = ByteQueue()
    /// The 55 octets of W3C Trace Context; empty to send none.
    package var traceparent = ByteQueue()

    /// An identity without a client yet: fill it before a head is built.
    package init(scheme: String, port: UInt16) {
        self.scheme = scheme
        self.port = port
    }
}
