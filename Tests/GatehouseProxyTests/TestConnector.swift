import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import GatehouseTransport
import Synchronization

/// A connector in a thread of its own, speaking cleartext HTTP/2, whose behaviour a test scripts.
final class TestConnector: Sendable {
    /// What to do when something happens on a connection; nil: it was accepted. Runs in the connector's thread.
    typealias Behaviour = @Sendable (HTTP2Event?, Connection) -> Void
    /// What a test has the thread do.
    typealias Errand = @Sendable ([Connection]) -> Void

    /// A request that has arrived in full.
    struct Received: Sendable {
        let connection: Int
        let stream: UInt32
        let path: String
        let body: [UInt8]
    }

    /// One accepted connection. Used in the connector's thread only.
    final class Connection {
        /// Counted from 0.
        let number: Int
        let session: HTTP2Session
        let peer: PeerConnection
        /// Content of ours that the gateway has taken.
        var takenByteCount = 0
        /// For scripts that answer later.
        var firstStream: StreamID?
        /// Not read from any more: a connector that hangs.
        var isStalled = false
        var isClosed = false
        private var lent: [UInt32: MessageBuffer] = [:]

        init(number: Int, peer: PeerConnection, settings: HTTP2Settings) {
            self.number = number
            self.peer = peer
            session = HTTP2Session(role: .server, settings: settings)
        }

        /// Answers with all of `body`, or with what is to be followed by `more` when it is not ended.
        func respond(
            _ stream: StreamID, status: String = "200", body: [UInt8] = [], isEnded: Bool = true,
            more: [(String, String)] = []
        ) {
            var head = FieldBlock()
            head.append(.status, value: status)
            for (name, value) in more { head.append(name: name, value: value) }
            let message = MessageBuffer()
            message.appendBody(body.span)
            message.isEnded = isEnded
            lent[stream.number] = message
            session.submitResponse(stream, head, body: message)
        }

        func more(_ stream: StreamID, _ body: [UInt8], isEnded: Bool = false) {
            guard let message = lent[stream.number] else { return }
            message.appendBody(body.span)
            message.isEnded = isEnded
            session.resumeBody(of: stream)
        }

        func text(of stream: StreamID, _ field: KnownField) -> String {
            session.message(of: stream)?.fields.text(of: field) ?? ""
        }

        /// Writes frames that the session would not write.
        func sendRaw(_ bytes: [UInt8]) { _ = peer.send(bytes.span) }

        func close() { isClosed = true }
    }

    /// Answers every complete request with 200 and its own content.
    static let echo: Behaviour = { event, connection in
        guard let event, isComplete(event) else { return }
        let body = connection.session.message(of: event.stream)?.body.withSpan { span in span.indices.map { span[$0] } }
        connection.respond(event.stream, body: body ?? [])
    }

    /// The request is here in full.
    static func isComplete(_ event: HTTP2Event) -> Bool {
        event.kind == .ended || (event.kind == .requestHead && event.endsStream)
    }

    let port: UInt16
    private let mailbox: Mailbox<Errand?>
    private let thread: WorkerThread
    private let journal: Journal
    private let isStopped = Atomic<Bool>(false)

    /// What is seen from other threads.
    fileprivate final class Journal: Sendable {
        let received = Mutex<[Received]>([])
        let closings = Mutex<[HTTP2ErrorCode]>([])
        let accepted = Atomic<Int>(0)
        let begun = Atomic<Int>(0)
        let taken = Atomic<Int>(0)
    }

    fileprivate final class Listener: Sendable {
        let socket: Socket

        init(_ socket: consuming Socket) { self.socket = socket }
    }

    /// `port` is for one that comes back where another was.
    init(port: UInt16 = 0, settings: HTTP2Settings = HTTP2Settings(), _ behaviour: @escaping Behaviour) throws {
        let listener = Listener(try Socket.listening(on: .loopback(port: port)))
        self.port = listener.socket.localAddress?.port ?? 0
        let mailbox = try Mailbox<Errand?>()
        let journal = Journal()
        self.mailbox = mailbox
        self.journal = journal
        thread = try WorkerThread.spawn(name: "connector") {
            ConnectorLoop(listener, mailbox, journal, settings, behaviour)?.run()
        }
    }

    /// Requests that have arrived in full, in order.
    var received: [Received] { journal.received.withLock { $0 } }

    /// How streams ended that did not end in order.
    var resets: [HTTP2ErrorCode] { journal.closings.withLock { $0 } }

    /// Requests with content whose head has arrived.
    var begunCount: Int { journal.begun.load(ordering: .relaxed) }

    /// Connections.
    var acceptedCount: Int { journal.accepted.load(ordering: .relaxed) }

    /// Content bytes that the gateway has taken from it, on all connections.
    var takenByteCount: Int { journal.taken.load(ordering: .relaxed) }

    /// Has the connector's thread do something with its open connections.
    func run(_ errand: @escaping Errand) { mailbox.post(errand) }

    /// Ends it, as a process that is killed: its sockets close at once. Once is enough.
    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        mailbox.post(nil)
        thread.join()
    }
}

private final class ConnectorLoop {
    private let listener: TestConnector.Listener
    private let mailbox: Mailbox<TestConnector.Errand?>
    private let journal: TestConnector.Journal
    private let settings: HTTP2Settings
    private let behaviour: TestConnector.Behaviour
    private let loop: EventLoop
    private let buffers = IOBuffers()
    private var connections: [TestConnector.Connection?] = []
    private var isOver = false

    init?(
        _ listener: TestConnector.Listener, _ mailbox: Mailbox<TestConnector.Errand?>,
        _ journal: TestConnector.Journal, _ settings: HTTP2Settings, _ behaviour: @escaping TestConnector.Behaviour
    ) {
        guard let loop = try? EventLoop() else { return nil }
        self.listener = listener
        self.mailbox = mailbox
        self.journal = journal
        self.settings = settings
        self.behaviour = behaviour
        self.loop = loop
    }

    func run() {
        try? loop.register(listener.socket, .read, EventToken(kind: 0, slot: 0, generation: 0))
        try? loop.register(mailbox, EventToken(kind: 1, slot: 0, generation: 0))
        while !isOver {
            let count = loop.wait(untilNanoseconds: nil)
            for index in 0..<count { dispatch(loop.event(at: index)) }
            for connection in connections { connection.map(flush) }
        }
    }

    private func dispatch(_ event: ReadyEvent) {
        switch event.token.kind {
        case 0: accept()
        case 1:
            for errand in mailbox.drain() {
                guard let errand else { return isOver = true }
                errand(connections.compactMap { $0 })
            }
        default:
            guard let connection = connections[Int(event.token.slot)] else { return }
            if event.isReadable, !connection.isStalled { read(connection) }
        }
    }

    private func accept() {
        while let accepted = try? listener.socket.accept() {
            journal.accepted.wrappingAdd(1, ordering: .relaxed)
            let peer = PeerConnection(cleartext: accepted.takeSocket(), buffers: buffers)
            let connection = TestConnector.Connection(number: connections.count, peer: peer, settings: settings)
            let token = EventToken(kind: 2, slot: UInt32(connections.count), generation: 0)
            connections.append(connection)
            try? peer.register(on: loop, .read, token)
            behaviour(nil, connection)
            if connection.isStalled { try? peer.setInterest([], on: loop) }
        }
    }

    private func read(_ connection: TestConnector.Connection) {
        let outcome = connection.peer.receive { bytes in try? connection.session.receive(bytes) }
        pull(connection)
        switch outcome {
        case .wouldBlock, .more: break
        case .ended, .failed: connections[connection.number] = nil
        }
    }

    private func pull(_ connection: TestConnector.Connection) {
        while let event = connection.session.nextEvent() {
            note(event, connection)
            behaviour(event, connection)
            if connection.isStalled {
                try? connection.peer.setInterest([], on: loop)
            }
        }
    }

    private func note(_ event: HTTP2Event, _ connection: TestConnector.Connection) {
        switch event.kind {
        case .requestHead where !event.endsStream: journal.begun.wrappingAdd(1, ordering: .relaxed)
        case .body: connection.session.bodyConsumed(event.count, of: event.stream)
        case .bodyTaken: journal.taken.wrappingAdd(event.count, ordering: .relaxed)
        case .ended: noteRequest(event, connection)
        case .requestHead where event.endsStream: noteRequest(event, connection)
        case .streamClosed where event.code != .noError: journal.closings.withLock { $0.append(event.code) }
        default: break
        }
    }

    private func noteRequest(_ event: HTTP2Event, _ connection: TestConnector.Connection) {
        guard let message = connection.session.message(of: event.stream) else { return }
        let received = TestConnector.Received(
            connection: connection.number, stream: event.stream.number,
            path: message.fields.text(of: .path) ?? "",
            body: message.body.withSpan { span in span.indices.map { span[$0] } })
        journal.received.withLock { $0.append(received) }
    }

    private func flush(_ connection: TestConnector.Connection) {
        var output = ByteQueue()
        while !connection.isStalled, !connection.isClosed, connection.peer.flush() == .sent {
            output.removeAll()
            let count = try? connection.session.encode(into: &output, limit: 65_536)
            pull(connection)
            guard count != nil, !output.isEmpty else { break }
            _ = output.withSpan { connection.peer.send($0) }
        }
        if connection.isClosed {
            // Not dropped: a reset could overtake what was sent before.
            connection.peer.closeNotifyAndShutdownWrite()
        } else if !connection.isStalled {
            try? connection.peer.setInterest(
                connection.peer.unsentByteCount > 0 ? [.read, .write] : .read, on: loop)
        }
    }
}
