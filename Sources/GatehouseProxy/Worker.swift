import GatehouseAudit
import GatehouseHTTP
import GatehouseMemory
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport
import Logging

/// One thread with its loop: accepts, hands readiness to connections, flushes, watches deadlines.
///
/// Everything in it was made in its thread and stays there; the outside speaks to it through its mailbox.
final class Worker {
    let context: WorkerContext
    private let mailbox: Mailbox<WorkerOrder>
    private var listeners: [OpenListener]
    var downstreams = ConnectionTable<DownstreamConnection>()
    private(set) var upstreams = ConnectionTable<UpstreamConnection>()
    private var probes = ConnectionTable<HealthProbe>()
    private(set) lazy var driver = ExchangeDriver(context: context, worker: self)
    private var drainDeadlineNanoseconds: UInt64?
    private var acceptFailures = AcceptFailures()
    /// When idle connections may be closed again for others, or memory is looked at again.
    private var reliefNanoseconds: UInt64 = 0

    /// Events handled before what they produced is written: the first answers of a burst do not wait for its last request.
    private static let eventsPerFlush = 64

    init(
        snapshot: Snapshot, listeners: ListenerHandover, mailbox: Mailbox<WorkerOrder>, trails: WorkerTrails,
        shared: SharedLimits, seed: (UInt64, UInt64)
    ) throws(SystemError) {
        // Taken here and not by a caller, whose own reference would keep the sockets open while this one drains.
        self.listeners = listeners.take()
        self.mailbox = mailbox
        context = WorkerContext(snapshot: snapshot, loop: try EventLoop(), trails: trails, shared: shared, seed: seed)
    }

    /// Runs until it is told to drain and has done so, or its time for that is up.
    func run() throws(SystemError) {
        try begin()
        while !isDone { turn() }
        end()
    }

    /// Makes ready for the first turn.
    func begin() throws(SystemError) {
        try context.loop.register(mailbox, EventToken(kind: TokenKind.mailbox.rawValue, slot: 0, generation: 0))
        for index in listeners.indices { try watch(listenerAt: index) }
        driver.snapshotReplaced()
    }

    /// Closes everything, after the last turn.
    func end() {
        closeAll()
        context.trails.finish(wallNanoseconds: Clock.wallNanoseconds())
    }

    func turn() {
        let count = context.loop.wait(untilNanoseconds: wakeNanoseconds)
        watchMemory()
        for index in 0..<count {
            dispatch(context.loop.event(at: index))
            if index % Self.eventsPerFlush == Self.eventsPerFlush - 1 { context.flush() }
        }
        expireDeadlines()
        driver.makeRoom()
        context.flush()
        context.trails.handOver(wallNanoseconds: context.loop.wallClockNanoseconds)
    }

    private var wakeNanoseconds: UInt64? {
        let tally = context.trails.nanosecondsUntilDue(wallNanoseconds: context.loop.wallClockNanoseconds)
            .map { context.nowNanoseconds &+ $0 }
        let relief = context.pressure == .none ? .max : reliefNanoseconds
        let wake = min(
            context.deadlines.nextWakeNanoseconds ?? .max, drainDeadlineNanoseconds ?? .max, tally ?? .max, relief,
            driver.crowdedNanoseconds)
        return wake == .max ? nil : wake
    }

    private func dispatch(_ event: ReadyEvent) {
        let token = event.token
        switch TokenKind(rawValue: token.kind) {
        case .listener:
            accept(onListenerAt: Int(token.slot))
        case .mailbox:
            for order in mailbox.drain() { obey(order) }
        case .downstream:
            downstreams.find(slot: token.slot, generation: token.generation)?
                .ready(isReadable: event.isReadable, isWritable: event.isWritable)
        case .upstream:
            upstreams.find(slot: token.slot, generation: token.generation)?
                .ready(isReadable: event.isReadable, isWritable: event.isWritable)
        case .probe:
            probes.find(slot: token.slot, generation: token.generation)?.ready()
        case .exchange, nil:
            break
        }
    }

    private func expireDeadlines() {
        while let rawToken = context.deadlines.advance(to: context.nowNanoseconds) {
            let token = EventToken(rawValue: rawToken)
            switch TokenKind(rawValue: token.kind) {
            case .downstream:
                downstreams.find(slot: token.slot, generation: token.generation)?.deadlineReached()
            case .upstream:
                upstreams.find(slot: token.slot, generation: token.generation)?.deadlineReached()
            case .probe:
                probes.find(slot: token.slot, generation: token.generation)?.deadlineReached()
            case .exchange:
                driver.deadlineReached(token.slot)
            case .listener:
                resume(listenerAt: Int(token.slot))
            case .mailbox, nil:
                break
            }
        }
    }

    // MARK: Accepting

    private func watch(listenerAt index: Int) throws(SystemError) {
        try context.loop.register(listeners[index].socket, .read, Self.token(forListenerAt: index))
    }

    private static func token(forListenerAt index: Int) -> EventToken {
        EventToken(kind: TokenKind.listener.rawValue, slot: UInt32(index), generation: 0)
    }

    /// Takes a bounded number of new connections, so that a burst of them does not hold up open exchanges.
    private func accept(onListenerAt index: Int) {
        guard index < listeners.count else { return }
        let listener = listeners[index]
        for _ in 0..<Self.eventsPerFlush {
            do {
                guard let accepted = try listener.socket.accept() else { return }
                open(accepted, onListenerAt: index)
            } catch {
                return pause(listenerAt: index, error)
            }
        }
    }

    /// Descriptors or memory have run out: the listener rests, since it would stay readable and keep the loop busy.
    /// Those who wait in its backlog are served when something is free again.
    private func pause(listenerAt index: Int, _ error: SystemError) {
        context.metrics.add(to: .failedAccepts)
        if let count = acceptFailures.add(atNanoseconds: context.nowNanoseconds) {
            let fields: LogFields = [
                "listener": .text(listeners[index].target.name), "error": .text(error.description),
                "count": .integer(Int64(clamping: count)),
            ]
            context.trails.log(.warning, LogLine("accept_failed", fields))
        }
        try? context.loop.deregister(listeners[index].socket)
        context.deadlines.schedule(
            token: Self.token(forListenerAt: index).rawValue,
            atNanoseconds: context.deadline(inMilliseconds: 100))
    }

    private func resume(listenerAt index: Int) {
        guard index < listeners.count else { return }
        try? watch(listenerAt: index)
    }

    private func open(_ accepted: consuming AcceptedSocket, onListenerAt index: Int) {
        let address = accepted.peer
        let target = context.snapshot.listeners[index]
        context.metrics.add(to: .acceptedConnections)
        let place: ConnectionPlace
        switch admit(address, descriptor: accepted.socket.descriptorNumber, on: target, at: index) {
        case .taken(let taken): place = taken
        case .refused(let reason):
            // The socket closes when `accepted` goes out of scope.
            let facts = ConnectionFacts(listener: target.name, peer: AddressText(address.description))
            context.trails.recordRefused(facts, reason, context: context)
            return reclaim(reason)
        }
        let (slot, generation) = downstreams.reserve()
        let connection = DownstreamConnection(
            slot: slot, generation: generation, listener: target, socket: accepted.takeSocket(),
            peerAddress: address, place: place, driver: driver)
        downstreams.put(connection, at: slot)
        context.metrics.add(to: .openConnections)
        connection.start()
    }

    /// Whether there is room for a connection: memory, a descriptor, a place at the listener and for its client.
    private func admit(
        _ peer: SocketAddress, descriptor: Int32, on target: ListenerTarget, at index: Int
    ) -> ConnectionPlace.Outcome {
        let limits = context.snapshot.limits
        if context.pressure > .none { return .refused(.memoryExhausted) }
        if descriptor >= limits.descriptorCeiling { return .refused(.descriptorsExhausted) }
        let address = IPAddress(high: peer.high, low: peer.low)
        if !target.isSpokesman(address), context.standing(of: address) == .barred { return .refused(.clientBarred) }
        return ConnectionPlace.take(for: address, on: target, at: index, by: limits, of: context.shared)
    }

    // MARK: Too much

    /// A listener is full, or descriptors run out: places that serve nobody are given up, so that a crowd of silent
    /// connections does not keep out everybody else until their deadlines.
    private func reclaim(_ reason: Reason) {
        guard reason == .overloaded || reason == .descriptorsExhausted, context.nowNanoseconds >= reliefNanoseconds
        else {
            return
        }
        reliefNanoseconds = context.nowNanoseconds &+ MemoryWatch.intervalNanoseconds
        closeIdle()
    }

    private func closeIdle() {
        let idle = downstreams.all.lazy.filter { $0.isIdle && !$0.closesWhenFlushed }
        for connection in idle.prefix(Self.eventsPerFlush) { connection.drain() }
    }

    private func watchMemory() {
        let budget = context.snapshot.limits.memoryBudgetBytes
        context.shared.memory.look(nowNanoseconds: context.nowNanoseconds, budget: budget)
        context.pressure = context.shared.memory.pressure(on: budget)
        guard context.pressure > .none, context.nowNanoseconds >= reliefNanoseconds else { return }
        reliefNanoseconds = context.nowNanoseconds &+ MemoryWatch.intervalNanoseconds
        relieve(budget)
    }

    /// Gives memory back: of connections that serve nobody, then of the exchanges that have most.
    private func relieve(_ budget: UInt64) {
        closeIdle()
        guard context.pressure == .critical else { return }
        driver.shedGreediest(byteCount: context.shared.memory.excessBytes(over: budget))
    }

    // MARK: Connections

    /// Begins a connection to an endpoint; nil when the system has no socket for it, or no way to it.
    func connect(_ endpoint: UpstreamEndpoint) -> UpstreamConnection? {
        guard let socket = try? context.connect(endpoint.target.address) else { return nil }
        let (slot, generation) = upstreams.reserve()
        let connection = UpstreamConnection(
            slot: slot, generation: generation, socket: socket, endpoint: endpoint, driver: driver)
        upstreams.put(connection, at: slot)
        guard connection.start() else {
            upstreams.remove(slot: slot)
            return nil
        }
        return connection
    }

    func remove(_ connection: DownstreamConnection) {
        context.metrics.add(-1, to: .openConnections)
        connection.place.give(backTo: context.shared)
        downstreams.remove(slot: connection.slot)
    }

    func remove(_ connection: UpstreamConnection) {
        upstreams.remove(slot: connection.slot)
    }

    /// Begins to check an endpoint.
    func probe(_ endpoint: EndpointTarget, _ rule: HealthCheck, for pair: UpstreamPair) -> HealthProbe {
        let (slot, generation) = probes.reserve()
        let probe = HealthProbe(
            slot: slot, generation: generation, endpoint: endpoint, rule: rule, owner: pair, context: context)
        probes.put(probe, at: slot)
        return probe
    }

    func remove(_ probe: HealthProbe) {
        probe.stop()
        probes.remove(slot: probe.slot)
    }

    // MARK: Drain

    private func obey(_ order: WorkerOrder) {
        switch order {
        case .drain: drain()
        case .stop: drainDeadlineNanoseconds = context.nowNanoseconds
        case .replace(let snapshot, let receipt):
            replace(snapshot)
            receipt.sign()
        case .report(let number, let mailbox):
            mailbox.post(WorkerReport(worker: number, metrics: context.metrics.snapshot()))
        }
    }

    /// Connections stay, and their next exchanges go by the new snapshot; only where it is no longer trusted who was
    /// trusted when they began are they drained.
    func replace(_ snapshot: Snapshot) {
        let trust = context.snapshot.listeners.map(\.trustGeneration)
        context.snapshot = snapshot
        driver.snapshotReplaced()
        guard trust != snapshot.listeners.map(\.trustGeneration) else { return }
        for connection in downstreams.all where isOutdated(connection.listener) { connection.drain() }
    }

    private func isOutdated(_ listener: ListenerTarget) -> Bool {
        context.snapshot.listeners.first { $0.name == listener.name }?.trustGeneration != listener.trustGeneration
    }

    func drain() {
        guard !context.isDraining else { return }
        context.isDraining = true
        drainDeadlineNanoseconds = context.deadline(inMilliseconds: context.snapshot.limits.drainMilliseconds)
        // Closing the sockets makes the system refuse new connections; those in the backlog are reset.
        listeners.removeAll()
        for connection in downstreams.all { connection.drain() }
    }

    /// Drained, or out of time.
    private var isDone: Bool {
        guard let deadline = drainDeadlineNanoseconds else { return false }
        return downstreams.count == 0 || deadline <= context.nowNanoseconds
    }

    private func closeAll() {
        for connection in downstreams.all { connection.close(.draining) }
        context.flush()
        driver.dropPools()
        for connection in upstreams.all { connection.close(nil) }
        context.flush()
        listeners.removeAll()
    }
}
