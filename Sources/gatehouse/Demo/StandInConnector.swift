import GatehouseTransport
import Synchronization

/// A connector to try the gateway with: cleartext HTTP/2 on loopback, in a thread of its own.
///
/// Takes bodies of any size, remembers what arrived, and answers what it is told to. It stands in for the real thing in
/// the demo and in end-to-end tests.
final class StandInConnector: Sendable {
    /// What to answer; called on the connector's thread when a request is complete.
    typealias Answering = @Sendable (ReceivedRequest) -> ConnectorAnswer

    /// Where it listens.
    let address: SocketAddress
    /// What has arrived.
    let arrivals = ArrivalLog()
    private let listener: SocketHandover
    private let answer: Answering
    private let mailbox: Mailbox<StandInOrder>
    private let thread = Mutex<WorkerThread?>(nil)

    /// Listens; connections wait until `start`.
    ///
    /// - Parameters:
    ///   - port: on 127.0.0.1; 0 has the system choose one.
    ///   - answer: what to say; by default what the Connect SDK would.
    /// - Throws: when the port is taken, or a descriptor cannot be had.
    init(port: UInt16 = 0, answer: @escaping Answering = ConnectorAnswer.connectSDK) throws(SystemError) {
        let socket = try Socket.listening(on: .loopback(port: port), sharesPort: false)
        address = socket.localAddress ?? .loopback(port: port)
        listener = SocketHandover(socket)
        self.answer = answer
        mailbox = try Mailbox()
    }

    /// Serves from now on, in a thread that inherits the caller's signal mask. Called once.
    func start() throws(SystemError) {
        let (listener, mailbox, arrivals, answer) = (listener, mailbox, arrivals, answer)
        let thread = try WorkerThread.spawn(name: "connector") {
            guard let listener = listener.take() else { preconditionFailure("the connector was started twice") }
            Self.run(listener, mailbox, arrivals, answer)
        }
        self.thread.withLock { $0 = thread }
    }

    private static func run(
        _ listener: consuming Socket, _ mailbox: Mailbox<StandInOrder>, _ arrivals: ArrivalLog,
        _ answer: @escaping Answering
    ) {
        do {
            let worker = try StandInWorker(listener: listener, mailbox: mailbox, arrivals: arrivals, answer: answer)
            worker.run()
        } catch {
            // Clients find the port closed, which is what there is to say.
            ErrorOutput.print("gatehouse: the stand-in connector cannot serve: \(error)")
        }
    }

    /// Closes everything and waits until the thread has ended. Called after `start`.
    func stop() {
        mailbox.post(.stop)
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }
}

/// What the stand-in connector is told from other threads.
enum StandInOrder: Sendable {
    case stop
}

/// Carries a socket to the thread that will own it.
private final class SocketHandover: Sendable {
    private let socket: Mutex<Socket?>

    init(_ socket: consuming sending Socket) {
        self.socket = Mutex(socket)
    }

    /// The socket, the first time.
    func take() -> Socket? {
        socket.withLock { $0.take() }
    }
}
