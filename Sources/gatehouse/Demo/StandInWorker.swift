import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport

/// The thread of the stand-in connector: one loop, one listener, its connections. Used on that thread only.
final class StandInWorker {
    private enum Kind: UInt8 {
        case listener, mailbox, connection
    }

    private let loop: EventLoop
    private let listener: Socket
    private let mailbox: Mailbox<StandInOrder>
    private let arrivals: ArrivalLog
    private let answer: StandInConnector.Answering
    private let buffers = IOBuffers()
    private var connections: [UInt32: StandInConnection] = [:]
    private var nextConnection: UInt32 = 0

    init(
        listener: consuming Socket, mailbox: Mailbox<StandInOrder>, arrivals: ArrivalLog,
        answer: @escaping StandInConnector.Answering
    ) throws(SystemError) {
        loop = try EventLoop()
        self.listener = listener
        self.mailbox = mailbox
        self.arrivals = arrivals
        self.answer = answer
        try loop.register(self.listener, .read, Self.token(.listener))
        try loop.register(mailbox, Self.token(.mailbox))
    }

    private static func token(_ kind: Kind, _ slot: UInt32 = 0) -> EventToken {
        EventToken(kind: kind.rawValue, slot: slot, generation: 0)
    }

    /// Serves until it is told to stop.
    func run() {
        while true {
            for index in 0..<loop.wait(untilNanoseconds: nil) {
                let event = loop.event(at: index)
                switch Kind(rawValue: event.token.kind) {
                case .listener: acceptAll()
                case .connection: serve(event.token.slot)
                case .mailbox: return
                case nil: preconditionFailure("an event of a kind that was never registered")
                }
            }
        }
    }

    private func acceptAll() {
        // Without descriptors there is nothing to do but to wait: the loop asks again.
        while let accepted = try? listener.accept() { add(accepted.takeSocket()) }
    }

    private func add(_ socket: consuming Socket) {
        let number = nextConnection
        nextConnection &+= 1
        let peer = PeerConnection(cleartext: socket, buffers: buffers)
        guard (try? peer.register(on: loop, .read, Self.token(.connection, number))) != nil else { return }
        connections[number] = StandInConnection(peer, loop: loop, arrivals: arrivals, answer: answer)
        serve(number)
    }

    private func serve(_ number: UInt32) {
        guard let connection = connections[number] else { return }
        if !connection.serve() { connections[number] = nil }
    }
}
