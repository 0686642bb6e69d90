import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport
import Synchronization

/// A connector that writes down what it receives, answers each complete request with 200 `ok`, and objects to whatever a
/// strict server would not accept. Cleartext on loopback, in a thread of its own.
final class RecordingConnector: Sendable {
    enum Version: String, Sendable, CaseIterable {
        case http1, http2
    }

    let port: UInt16
    private let mailbox: Mailbox<Bool>
    private let thread: WorkerThread
    private let journal = Journal()
    private let isStopped = Atomic<Bool>(false)

    private final class Journal: Sendable {
        let arrivals = Mutex<[ArrivedRequest]>([])
    }

    private final class Listener: Sendable {
        let socket: Socket

        init(_ socket: consuming Socket) { self.socket = socket }
    }

    /// Listens. `greeting` is what it says on every connection before it has heard a word.
    init(_ version: Version, greeting: [UInt8] = []) throws {
        let listener = Listener(try Socket.listening(on: .loopback(port: 0)))
        port = listener.socket.localAddress?.port ?? 0
        let (mailbox, journal) = (try Mailbox<Bool>(), journal)
        self.mailbox = mailbox
        thread = try WorkerThread.spawn(name: "recorder") {
            Self.run(listener, version, greeting, mailbox, journal)
        }
    }

    /// What has come so far, in order.
    var arrivals: [ArrivedRequest] { journal.arrivals.withLock { $0 } }

    /// Ends it; requests that have not fully come are written down as incomplete.
    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        mailbox.post(true)
        thread.join()
    }

    private static func run(
        _ listener: Listener, _ version: Version, _ greeting: [UInt8], _ mailbox: Mailbox<Bool>, _ journal: Journal
    ) {
        guard let loop = try? EventLoop() else { return }
        let buffers = IOBuffers()
        var connections: [(any RecordedConnection)?] = []
        try? loop.register(listener.socket, .read, EventToken(kind: 0, slot: 0, generation: 0))
        try? loop.register(mailbox, EventToken(kind: 1, slot: 0, generation: 0))
        while mailbox.drain().isEmpty {
            for index in 0..<loop.wait(untilNanoseconds: nil) {
                let event = loop.event(at: index)
                let slot = Int(event.token.slot)
                if event.token.kind == 0 {
                    accept(listener, version, greeting, buffers, loop, &connections)
                } else if event.token.kind == 2, let connection = connections[slot] {
                    let isOpen = connection.serve()
                    if !isOpen { connections[slot] = nil }
                    let arrived = connection.takeArrivals(isOver: !isOpen)
                    journal.arrivals.withLock { $0 += arrived }
                }
            }
        }
        let rest = connections.compactMap { $0 }.flatMap { $0.takeArrivals(isOver: true) }
        journal.arrivals.withLock { $0 += rest }
    }

    private static func accept(
        _ listener: Listener, _ version: Version, _ greeting: [UInt8], _ buffers: IOBuffers, _ loop: EventLoop,
        _ connections: inout [(any RecordedConnection)?]
    ) {
        while let accepted = try? listener.socket.accept() {
            let peer = PeerConnection(cleartext: accepted.takeSocket(), buffers: buffers)
            try? peer.register(on: loop, .read, EventToken(kind: 2, slot: UInt32(connections.count), generation: 0))
            if !greeting.isEmpty { _ = peer.send(greeting.span) }
            switch version {
            case .http1: connections.append(RecordedHTTP1Connection(peer))
            case .http2: connections.append(RecordedHTTP2Connection(peer))
            }
        }
    }
}

/// One connection to the recording connector. Used on the connector's thread only.
protocol RecordedConnection: AnyObject {
    /// Reads, records and answers. Returns false when the connection is over.
    func serve() -> Bool
    /// What has been recorded since the last call; when the connection is over, also what will never be complete.
    func takeArrivals(isOver: Bool) -> [ArrivedRequest]
}
