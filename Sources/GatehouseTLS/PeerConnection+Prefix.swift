package import GatehouseTransport

/// What comes before anything else on a connection: a PROXY protocol header, in clear also where TLS follows.
extension PeerConnection {
    /// Lends what has arrived without taking it.
    ///
    /// - Precondition: neither `handshake` nor `receive` has been called.
    package func peek<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) -> Transfer {
        try socket.peek(through: buffers, body)
    }

    /// Takes `count` bytes that `peek` has shown and forgets them.
    ///
    /// - Returns: false when they are not there any more, which means that the connection is lost.
    package func discardPrefix(_ count: Int) -> Bool {
        socket.discard(count)
    }

    /// Has the loop speak of readability only when this many bytes have arrived: a prefix that is peeked at would
    /// otherwise keep the loop busy until the rest of it comes.
    package func setReceiveLowWater(_ byteCount: Int) throws(SystemError) {
        try socket.setReceiveLowWater(Int32(clamping: byteCount))
    }
}
