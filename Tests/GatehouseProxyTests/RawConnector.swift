import Foundation
import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport
import Synchronization

/// A connector that speaks in bytes: what it answers is for the test to say. Cleartext HTTP/1.1, in a thread of its own.
final class RawConnector: Sendable {
    /// What to do with what has come since the last answer; nil: wait for more.
    typealias Answering = @Sendable (_ connection: Int, _ request: String) -> Answer?

    struct Answer: Sendable {
        var bytes: [UInt8]
        var closes = false

        init(_ text: String, closes: Bool = false) { self.init(Array(text.utf8), closes: closes) }

        init(_ bytes: [UInt8], closes: Bool = false) {
            self.bytes = bytes
            self.closes = closes
        }
    }

    /// Answers every whole request with its own content.
    static let echo: Answering = { _, request in
        guard let end = request.range(of: "\r\n\r\n") else { return nil }
        let content = request[end.upperBound...]
        let length = request.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
        if request.contains("transfer-encoding: chunked"), !content.hasSuffix("0\r\n\r\n") { return nil }
        guard content.utf8.count >= length else { return nil }
        return Answer("HTTP/1.1 200 \r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)")
    }

    let port: UInt16
    /// What each connection is sent before anything has come over it.
    func greet(with bytes: [UInt8]) { journal.greeting.withLock { $0 = bytes } }

    /// Bytes for all connections; nil: stop.
    private let mailbox: Mailbox<[UInt8]?>
    private let thread: WorkerThread
    private let isStopped = Atomic<Bool>(false)
    private let journal: Journal

    private final class Journal: Sendable {
        let requests = Mutex<[String]>([])
        let accepted = Atomic<Int>(0)
        let greeting = Mutex<[UInt8]>([])
    }

    private final class Listener: Sendable {
        let socket: Socket

        init(_ socket: consuming Socket) { self.socket = socket }
    }

    init(_ answer: @escaping Answering) throws {
        let listener = Listener(try Socket.listening(on: .loopback(port: 0)))
        port = listener.socket.localAddress?.port ?? 0
        let (mailbox, journal) = (try Mailbox<[UInt8]?>(), Journal())
        self.mailbox = mailbox
        self.journal = journal
        thread = try WorkerThread.spawn(name: "raw") { Self.run(listener, mailbox, journal, answer) }
    }

    /// What was answered, in order.
    var requests: [String] { journal.requests.withLock { $0 } }

    var acceptedCount: Int { journal.accepted.load(ordering: .relaxed) }

    /// Says something on all open connections that nobody has asked for.
    func say(_ bytes: [UInt8]) { mailbox.post(bytes) }

    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        mailbox.post(nil)
        thread.join()
    }

    private static func run(
        _ listener: Listener, _ mailbox: Mailbox<[UInt8]?>, _ journal: Journal, _ answer: Answering
    ) {
        guard let loop = try? EventLoop() else { return }
        let buffers = IOBuffers()
        var peers: [(peer: PeerConnection, received: String)?] = []
        try? loop.register(listener.socket, .read, EventToken(kind: 0, slot: 0, generation: 0))
        try? loop.register(mailbox, EventToken(kind: 1, slot: 0, generation: 0))
        while true {
            for errand in mailbox.drain() {
                guard let errand else { return }
                for entry in peers { _ = entry?.peer.send(errand.span) }
            }
            for index in 0..<loop.wait(untilNanoseconds: nil) {
                let event = loop.event(at: index)
                if event.token.kind == 0 {
                    while let accepted = try? listener.socket.accept() {
                        journal.accepted.wrappingAdd(1, ordering: .relaxed)
                        let peer = PeerConnection(cleartext: accepted.takeSocket(), buffers: buffers)
                        try? peer.register(
                            on: loop, .read, EventToken(kind: 2, slot: UInt32(peers.count), generation: 0))
                        let greeting = journal.greeting.withLock { $0 }
                        if !greeting.isEmpty { _ = peer.send(greeting.span) }
                        peers.append((peer, ""))
                    }
                } else if event.token.kind == 2, let entry = peers[Int(event.token.slot)] {
                    let number = Int(event.token.slot)
                    peers[number] = serve(entry, number, journal, answer)
                }
            }
        }
    }

    private static func serve(
        _ entry: (peer: PeerConnection, received: String), _ number: Int, _ journal: Journal, _ answer: Answering
    ) -> (peer: PeerConnection, received: String)? {
        var received = entry.received
        let outcome = entry.peer.receive { bytes in received += String(decoding: bytes) }
        if let reply = answer(number, received) {
            journal.requests.withLock { $0.append(received) }
            received = ""
            _ = entry.peer.send(reply.bytes.span)
            if reply.closes {
                entry.peer.closeNotifyAndShutdownWrite()
                return nil
            }
        }
        switch outcome {
        case .wouldBlock, .more: return (entry.peer, received)
        case .ended, .failed: return nil
        }
    }
}
