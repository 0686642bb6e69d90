import GatehouseTransport
import Testing

@testable import GatehouseTLS

/// Two ends of a loopback connection with a worker's buffers each, driven by turns and within a deadline.
struct Wire {
    struct TimedOut: Error {}

    let client: PeerConnection
    let server: PeerConnection

    static func sockets(_ prepare: (borrowing Socket) throws -> Void = { _ in }) throws -> (RawEnd, RawEnd) {
        let listener = try Socket.listening(on: .loopback(port: 0))
        try prepare(listener)
        let address = listener.localAddress
        let client = try Socket.connecting(to: try #require(address))
        try prepare(client)
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            if let accepted = try listener.accept() { return (RawEnd(client), RawEnd(accepted.takeSocket())) }
        }
        throw TimedOut()
    }

    /// A connection in clear.
    init(clear: Void, _ prepare: (borrowing Socket) throws -> Void = { _ in }) throws {
        let (near, far) = try Self.sockets(prepare)
        client = PeerConnection(cleartext: near.take(), buffers: IOBuffers())
        server = PeerConnection(cleartext: far.take(), buffers: IOBuffers())
    }

    /// A connection under TLS, before the handshake.
    init(
        _ serverContext: TLSServerContext, _ clientContext: TLSClientContext, name: String = "a.example.test",
        _ prepare: (borrowing Socket) throws -> Void = { _ in }
    ) throws {
        let (near, far) = try Self.sockets(prepare)
        client = PeerConnection(
            client: near.take(), context: clientContext, serverName: name, buffers: IOBuffers())
        server = PeerConnection(server: far.take(), context: serverContext, buffers: IOBuffers())
    }

    /// Drives both ends until neither waits any more.
    func handshake() throws -> (client: HandshakeStep, server: HandshakeStep) {
        let deadline = Clock.monotonicNanoseconds() + 10_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            let steps = (client: client.handshake(), server: server.handshake())
            if !steps.client.isWaiting, !steps.server.isWaiting { return steps }
        }
        throw TimedOut()
    }

    func establish() throws {
        let steps = try handshake()
        try #require(steps.client == .established)
        try #require(steps.server == .established)
    }

    /// Sends `text` one way and returns what arrives.
    func carry(_ text: String, from sender: PeerConnection, to receiver: PeerConnection) throws -> String {
        try #require(sender.send(text.utf8.span) == .sent)
        var received: [UInt8] = []
        try Self.until {
            received.count >= text.utf8.count
        } poll: {
            received += receiver.collect().bytes
        }
        return String(decoding: received, as: UTF8.self)
    }

    /// Repeats `poll` until `isDone`.
    static func until(_ isDone: () -> Bool, poll: () throws -> Void) throws {
        let deadline = Clock.monotonicNanoseconds() + 20_000_000_000
        while !isDone() {
            guard Clock.monotonicNanoseconds() < deadline else { throw TimedOut() }
            try poll()
        }
    }
}

extension HandshakeStep {
    var isWaiting: Bool { self == .needsRead || self == .needsWrite }

    var failure: TLSFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

extension PeerConnection {
    /// One receive, as bytes.
    func collect() -> (bytes: [UInt8], outcome: ReceiveOutcome) {
        var bytes: [UInt8] = []
        let outcome = receive { chunk in bytes.append(contentsOf: chunk.indices.map { chunk[$0] }) }
        return (bytes, outcome)
    }

    func covers(_ host: String) -> Bool { isNameCovered(byAuthorityHost: host.utf8.span) }

    /// Receives until something else than waiting comes of it.
    func outcomeAfterWaiting() throws -> ReceiveOutcome {
        var outcome = ReceiveOutcome.wouldBlock
        try Wire.until {
            outcome != .wouldBlock && outcome != .more
        } poll: {
            outcome = collect().outcome
        }
        return outcome
    }
}
