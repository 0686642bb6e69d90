import GatehouseTransport

/// A socket on its way to an owner, and for tests that play the peer by hand.
final class RawEnd {
    private var socket: Socket?
    private let buffers = IOBuffers()

    init(_ socket: consuming Socket) {
        self.socket = consume socket
    }

    func take() -> Socket {
        guard let socket = socket.take() else { preconditionFailure("taken twice") }
        return socket
    }

    func send(_ bytes: [UInt8]) -> Transfer { socket?.send(bytes.span) ?? .ended }

    /// What has arrived; nil at the end of the stream.
    func receive() -> [UInt8]? {
        var bytes: [UInt8] = []
        let transfer = socket?.receive(through: buffers) { chunk in bytes = chunk.indices.map { chunk[$0] } }
        return transfer == .ended ? nil : bytes
    }

    func close() { socket = nil }
}
