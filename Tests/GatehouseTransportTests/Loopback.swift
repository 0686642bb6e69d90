import Testing

@testable import GatehouseTransport

/// Connected sockets and bounded waiting for the tests of this module.
enum Loopback {
    struct TimedOut: Error {}

    /// Two connected sockets on 127.0.0.1.
    static func connectedPair() throws -> (client: Endpoint, server: Endpoint) {
        let listener = try Socket.listening(on: .loopback(port: 0))
        let address = listener.localAddress
        let client = try Socket.connecting(to: try #require(address))
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            if let accepted = try listener.accept() {
                return (Endpoint(client), Endpoint(accepted.takeSocket()))
            }
        }
        throw TimedOut()
    }

    /// A port that was free a moment ago and that nobody listens on.
    static func unusedPort() throws -> UInt16 {
        let listener = try Socket.listening(on: .loopback(port: 0), sharesPort: false)
        let address = listener.localAddress
        return try #require(address).port
    }

    /// Repeats `transfer` until it does not block any more.
    static func poll(
        until isDone: (Transfer) -> Bool = { $0 != .wouldBlock }, _ transfer: () -> Transfer
    ) throws -> Transfer {
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            let result = transfer()
            if isDone(result) { return result }
        }
        throw TimedOut()
    }
}

/// One end of a connection, as something that expectations can name: sockets cannot be copied into them.
final class Endpoint {
    let socket: Socket
    private let buffers = IOBuffers()

    init(_ socket: consuming Socket) {
        self.socket = socket
    }

    var localAddress: SocketAddress? { socket.localAddress }
    var peerAddress: SocketAddress? { socket.peerAddress }
    var descriptor: Int32 { socket.descriptorNumber }

    func takeError() -> SystemError? { socket.takeError() }

    func send(_ text: String) -> Transfer { socket.send(text.utf8.span) }

    func send(_ bytes: [UInt8]) -> Transfer { socket.send(bytes.span) }

    func receive() -> Transfer { socket.receive(through: buffers) { _ in } }

    func discard(_ count: Int) -> Bool { socket.discard(count) }

    func receiveText() -> String {
        var text = ""
        _ = socket.receive(through: buffers) { text = Self.text($0) }
        return text
    }

    /// Waits for bytes and looks at them without taking them.
    func peekText() throws -> String {
        var text = ""
        _ = try Loopback.poll { socket.peek(through: buffers) { text = Self.text($0) } }
        return text
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
}
