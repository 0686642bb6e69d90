/// What one HTTP/1.1 peer may make the gateway hold and scan. Sizes in bytes.
package struct HTTP1Limits: Sendable, Equatable {
    /// The request target; longer is 414. Browsers and proxies agree on about 8 KB.
    package var targetBytes = 8192
    /// The whole head, request line and empty line included; longer is 431.
    package var headBytes = 16_384
    /// Fields of one head or one trailer section; more is 431. Many small fields cost more than their bytes.
    package var fieldCount = 100
    /// One field name; longer is 431. No registered name comes near it.
    package var nameBytes = 256
    /// The trailer section of a chunked message; longer is 431.
    package var trailerBytes = 4096
    /// Content that may wait in `MessageBuffer.body` before the codec stops asking for more.
    package var highWaterBytes = 65_536
    /// What is read and thrown away after a last response, so that the peer's unread bytes do not make the kernel
    /// reset the connection before the response was read (RFC 9112 section 9.6).
    package var drainBytes = 65_536

    /// The defaults.
    package init() {}
}
