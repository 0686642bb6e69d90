import GatehouseTransport
import Synchronization

/// A control listener that is bound. Closes when it goes.
enum OpenDoor: Sendable {
    case unix(UnixListener)
    case tcp(TCPListener)

    /// Binds and listens.
    init(at place: ControlPlace) throws(SystemError) {
        switch place {
        case .socket(let path): self = .unix(try UnixListener(at: path))
        case .address(let address): self = .tcp(try TCPListener(at: address))
        }
    }

    /// Nil for a Unix socket.
    var boundAddress: SocketAddress? {
        switch self {
        case .unix: nil
        case .tcp(let listener): listener.socket.localAddress
        }
    }

    func register(on loop: EventLoop, _ token: EventToken) throws(SystemError) {
        switch self {
        case .unix(let listener): try loop.register(listener.socket, .read, token)
        case .tcp(let listener): try loop.register(listener.socket, .read, token)
        }
    }

    func deregister(from loop: EventLoop) throws(SystemError) {
        switch self {
        case .unix(let listener): try loop.deregister(listener.socket)
        case .tcp(let listener): try loop.deregister(listener.socket)
        }
    }

    /// Takes the next connection and hands it on with a word for who it is.
    ///
    /// - Returns: false when none waits.
    func accept(_ body: (consuming Socket, String) -> Void) throws(SystemError) -> Bool {
        switch self {
        case .unix(let listener):
            guard let socket = try listener.socket.acceptLocal() else { return false }
            let caller = socket.peerProcess?.description ?? "unix"
            body(socket, caller)
        case .tcp(let listener):
            guard let accepted = try listener.socket.accept() else { return false }
            let caller = accepted.peer.description
            body(accepted.takeSocket(), caller)
        }
        return true
    }
}

/// Owns the socket of a TCP listener, so that it can be handed to another thread.
final class TCPListener: Sendable {
    let socket: Socket

    init(at address: SocketAddress) throws(SystemError) {
        socket = try Socket.listening(on: address, backlog: 128, sharesPort: false)
    }
}

/// A door on its way from the thread that opens it to the one that serves it: taken once, so that only the latter keeps
/// it open.
final class DoorHandover: Sendable {
    private let door: Mutex<OpenDoor?>

    init(_ door: OpenDoor) {
        self.door = Mutex(door)
    }

    func take() -> OpenDoor? {
        door.withLock { door in
            defer { door = nil }
            return door
        }
    }
}
