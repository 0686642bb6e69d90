/// A connection that a listener gave out.
package struct AcceptedSocket: ~Copyable {
    /// Non-blocking, with the listener's TCP_NODELAY.
    package let socket: Socket
    package let peer: SocketAddress

    package init(socket: consuming Socket, peer: SocketAddress) {
        self.socket = socket
        self.peer = peer
    }

    /// Gives the socket up to its next owner.
    package consuming func takeSocket() -> Socket { socket }
}
