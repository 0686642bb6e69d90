import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import GatehouseTransport

/// A client of the gateway, driven step by step in the test's own thread.
final class TestClient {
    struct Failure: Error {
        let text: String
    }

    private let loop: EventLoop
    private let buffers = IOBuffers()
    private let peer: PeerConnection
    /// On HTTP/2.
    let session: HTTP2Session?
    /// Everything that came, on HTTP/1.1.
    private(set) var received: [UInt8] = []
    private(set) var events: [HTTP2Event] = []
    /// How the connection ended.
    private(set) var end: ReceiveOutcome?
    /// Stops taking bytes off the socket: a client that does not read.
    var isPaused = false

    /// Of 127.0.0.0/8, so that there can be many clients: `source` is the last of its octets.
    init(http1 port: UInt16, from source: UInt8 = 1, handshake: Bool = true) throws {
        loop = try EventLoop()
        session = nil
        peer = try Self.connect(port, .http11, buffers, source)
        if handshake { try shakeHands() }
    }

    /// Speaks HTTP/2 by hand: what it sends are frames of the test's own, what comes is kept as it is.
    init(frames port: UInt16, from source: UInt8 = 1) throws {
        loop = try EventLoop()
        session = nil
        peer = try Self.connect(port, .http2, buffers, source)
        try shakeHands()
    }

    /// A connection that says what a test has it say, in clear.
    init(cleartext port: UInt16, from source: UInt8 = 1) throws {
        loop = try EventLoop()
        session = nil
        peer = PeerConnection(
            cleartext: try Socket.connecting(to: .loopback(port: port), from: Self.address(source)), buffers: buffers)
        try peer.register(on: loop, .read, EventToken(kind: 0, slot: 0, generation: 0))
    }

    init(http2 port: UInt16, from source: UInt8 = 1, settings: HTTP2Settings = HTTP2Settings()) throws {
        loop = try EventLoop()
        session = HTTP2Session(role: .client, settings: settings)
        peer = try Self.connect(port, .http2, buffers, source)
        try shakeHands()
        flush()
    }

    private static func connect(
        _ port: UInt16, _ applicationProtocol: ApplicationProtocol, _ buffers: IOBuffers, _ source: UInt8
    ) throws -> PeerConnection {
        PeerConnection(
            client: try Socket.connecting(to: .loopback(port: port), from: address(source)),
            context: try Bench.certificates.client(applicationProtocol), serverName: "gateway.test", buffers: buffers)
    }

    private static func address(_ source: UInt8) -> SocketAddress {
        SocketAddress(ipv4: 0x7f00_0000 | UInt32(source), port: 0)
    }

    func shakeHands() throws {
        try peer.register(on: loop, .write, EventToken(kind: 0, slot: 0, generation: 0))
        let limit = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < limit {
            _ = loop.wait(untilNanoseconds: limit)
            switch peer.handshake() {
            case .established: return try peer.setInterest(.read, on: loop)
            case .needsRead: try peer.setInterest(.read, on: loop)
            case .needsWrite: try peer.setInterest([.read, .write], on: loop)
            case .failed(let failure): throw Failure(text: "handshake: \(failure)")
            }
        }
        throw Failure(text: "the handshake takes too long")
    }

    // MARK: Driving

    /// Runs until the condition holds.
    ///
    /// - Returns: whether it did within `seconds`.
    @discardableResult
    func run(seconds: Double = 30, until isDone: () -> Bool) -> Bool {
        let limit = Clock.monotonicNanoseconds() + UInt64(seconds * 1e9)
        read()
        while !isDone() {
            let now = Clock.monotonicNanoseconds()
            guard now < limit else { return false }
            // Conditions may be about other threads: looked at again after 10 ms at the latest.
            if loop.wait(untilNanoseconds: min(limit, now + 10_000_000)) > 0 { read() }
            flush()
        }
        return true
    }

    /// Does nothing, not even read.
    func wait(seconds: Double) {
        let limit = Clock.monotonicNanoseconds() + UInt64(seconds * 1e9)
        while Clock.monotonicNanoseconds() < limit { _ = try? EventLoop().wait(untilNanoseconds: limit) }
    }

    private func read() {
        guard !isPaused, end == nil else { return }
        while true {
            let outcome = peer.receive { bytes in take(bytes) }
            pull()
            switch outcome {
            case .more: continue
            case .wouldBlock: return
            case .ended, .failed:
                end = outcome
                try? peer.setInterest([], on: loop)
                return
            }
        }
    }

    private func take(_ bytes: Span<UInt8>) {
        if let session {
            try? session.receive(bytes)
        } else {
            for index in bytes.indices { received.append(bytes[index]) }
        }
    }

    private func pull() {
        while let event = session?.nextEvent() { events.append(event) }
    }

    func flush() {
        guard end == nil, peer.flush() == .sent, let session else { return }
        var output = ByteQueue()
        while true {
            output.removeAll()
            guard let count = try? session.encode(into: &output, limit: 65_536), count > 0 else { return }
            pull()
            guard output.withSpan({ peer.send($0) }) == .sent else { return }
        }
    }

    // MARK: HTTP/1.1

    func send(_ text: String) {
        _ = peer.send(text.utf8.span)
    }

    func send(_ bytes: [UInt8]) {
        _ = peer.send(bytes.span)
    }

    /// Says that nothing more will be sent; receiving goes on.
    func endSending() { peer.closeNotifyAndShutdownWrite() }

    var text: String { String(decoding: received, as: UTF8.self) }

    // MARK: HTTP/2

    func request(
        _ path: String, method: String = "GET", body: MessageBuffer? = nil, more: [(String, String)] = []
    ) throws -> StreamID {
        guard let session else { throw Failure(text: "this client speaks HTTP/1.1") }
        var head = FieldBlock()
        head.append(.method, value: method)
        head.append(.scheme, value: "https")
        head.append(.authority, value: "gateway.test")
        head.append(.path, value: path)
        for (name, value) in more { head.append(name: name, value: value) }
        let stream = try session.submitRequest(head, body: body, owner: 0)
        flush()
        return stream
    }

    func status(of stream: StreamID) -> UInt16? {
        events.first { $0.kind == .responseHead && $0.stream == stream }?.status
    }

    func isComplete(_ stream: StreamID) -> Bool {
        events.contains {
            $0.stream == stream && ($0.kind == .ended || ($0.kind == .responseHead && $0.endsStream))
        }
    }

    func closeCode(of stream: StreamID) -> HTTP2ErrorCode? {
        events.first { $0.kind == .streamClosed && $0.stream == stream }?.code
    }

    func body(of stream: StreamID) -> [UInt8] {
        session?.message(of: stream)?.body.withSpan { span in span.indices.map { span[$0] } } ?? []
    }

    /// Allows the gateway to send as much more as has come on this stream.
    func allowMore(_ stream: StreamID) {
        var count = 0
        for event in events where event.kind == .body && event.stream == stream { count += event.count }
        session?.bodyConsumed(count - (allowed[stream.number] ?? 0), of: stream)
        allowed[stream.number] = count
        flush()
    }

    private var allowed: [UInt32: Int] = [:]
}

extension MessageBuffer {
    convenience init(_ content: [UInt8], isEnded: Bool = true) {
        self.init()
        appendBody(content.span)
        self.isEnded = isEnded
    }
}
