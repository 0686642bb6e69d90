import GatehouseHTTP
import GatehouseTransport

/// What runs in the thread of a control server: accepts, hands readiness to connections, watches deadlines.
final class ControlLoop {
    private enum Kind: UInt8 {
        case door, orders, connection
    }

    private let loop: EventLoop
    private let buffers = IOBuffers()
    private let orders: Mailbox<ControlOrder>
    private let limits: ControlLimits
    /// Nil where connections are closed at once.
    private let answer: ((ControlRequest) -> ControlReply)?
    private var door: OpenDoor?
    /// When a door that rests is looked at again.
    private var resumeNanoseconds: UInt64?
    private var connections: [UInt32: ControlConnection] = [:]
    private var nextNumber: UInt32 = 0
    private var isStopped = false

    init(
        _ door: OpenDoor?, _ orders: Mailbox<ControlOrder>, _ service: ControlServer.Service, _ limits: ControlLimits
    ) throws(SystemError) {
        loop = try EventLoop()
        self.door = door
        self.orders = orders
        self.limits = limits
        switch service {
        case .pages(let make): answer = make()
        case .connections: answer = nil
        }
        try loop.register(orders, Self.token(.orders))
        try door?.register(on: loop, Self.token(.door))
    }

    private static func token(_ kind: Kind, _ number: UInt32 = 0) -> EventToken {
        EventToken(kind: kind.rawValue, slot: number, generation: 0)
    }

    /// Serves until it is told to stop.
    func run() {
        while !isStopped {
            let count = loop.wait(untilNanoseconds: wakeNanoseconds)
            for index in 0..<count { dispatch(loop.event(at: index)) }
            expireDeadlines()
        }
    }

    private var wakeNanoseconds: UInt64? {
        let earliest = connections.values.map(\.deadlineNanoseconds).min()
        guard let earliest, let resumeNanoseconds else { return earliest ?? resumeNanoseconds }
        return min(earliest, resumeNanoseconds)
    }

    private func dispatch(_ event: ReadyEvent) {
        switch Kind(rawValue: event.token.kind) {
        case .door: accept()
        case .orders: for order in orders.drain() { obey(order) }
        case .connection:
            guard let connection = connections[event.token.slot] else { return }
            connection.ready(isReadable: event.isReadable, isWritable: event.isWritable)
            removeIfClosed(connection)
        case nil: break
        }
    }

    private func obey(_ order: ControlOrder) {
        switch order {
        case .closeListener:
            door = nil
            resumeNanoseconds = nil
        case .stop: isStopped = true
        }
    }

    private func removeIfClosed(_ connection: ControlConnection) {
        if connection.isClosed { connections[connection.number] = nil }
    }

    private func expireDeadlines() {
        let now = loop.nowNanoseconds
        for connection in connections.values where connection.deadlineNanoseconds <= now {
            connection.deadlineReached()
            removeIfClosed(connection)
        }
        if let resume = resumeNanoseconds, resume <= now {
            resumeNanoseconds = nil
            try? door?.register(on: loop, Self.token(.door))
        }
    }

    // MARK: Accepting

    private func accept() {
        do {
            while let door, try door.accept({ open($0, caller: $1) }) {}
        } catch {
            // Descriptors have run out: the door would stay ready and keep the loop busy, so it rests.
            try? door?.deregister(from: loop)
            resumeNanoseconds = loop.nowNanoseconds &+ 100_000_000
        }
    }

    private func open(_ socket: consuming Socket, caller: String) {
        // Without an answer to give, the socket closes here.
        guard let answer else { return }
        if connections.count >= limits.maximumConnections { closeOldest() }
        nextNumber &+= 1
        let connection = ControlConnection(
            number: nextNumber, socket: socket, caller: caller, loop: loop, buffers: buffers, limits: limits,
            answer: answer)
        guard connection.start(Self.token(.connection, nextNumber)) else { return }
        connections[nextNumber] = connection
    }

    private func closeOldest() {
        // Those of one turn have the same deadline; the number tells which came first.
        let oldest = connections.values.min {
            ($0.deadlineNanoseconds, $0.number) < ($1.deadlineNanoseconds, $1.number)
        }
        if let oldest { connections[oldest.number] = nil }
    }
}
