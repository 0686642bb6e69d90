import GatehouseHTTP

/// One request in one protocol: bytes in, bytes out, until the reply is there. No socket.
protocol TourWire: AnyObject {
    /// The final response, once it is complete.
    var reply: TourReply? { get }
    /// No reply will come: the server has broken the exchange off, or spoken nonsense.
    var isBroken: Bool { get }
    /// Appends what can be sent now.
    func write(into output: inout ByteQueue)
    /// Takes what the server has sent.
    func receive(_ bytes: Span<UInt8>)
    /// The server will send nothing more.
    func receiveEnd()
}
