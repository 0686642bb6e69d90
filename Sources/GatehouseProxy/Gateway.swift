package import GatehouseTransport

/// The running gateway: workers with their listeners, and the writer of records.
///
/// Made, started and stopped by the executable (or a test) on one thread.
package final class Gateway {
    /// Why it could not start.
    package enum StartFailure: Error, Sendable {
        /// The address of this listener cannot be bound.
        case listen(name: String, SystemError)
        /// A thread or descriptor could not be had.
        case system(SystemError)
    }

    private var snapshot: Snapshot
    private let workerCount: Int
    private let trails: Trails
    private let shared: SharedLimits
    private var receipt: ReplacementReceipt?
    private var mailboxes: [Mailbox<WorkerOrder>] = []
    private var threads: [WorkerThread] = []
    /// Where the listeners are bound, in the order of the configuration; tells the port when 0 was asked for.
    package private(set) var boundAddresses: [SocketAddress] = []

    /// - Parameters:
    ///   - snapshot: what serves at first.
    ///   - workerCount: threads.
    ///   - trails: where records go.
    ///   - memory: how memory is looked at.
    package init(
        snapshot: Snapshot, workerCount: Int, trails: Trails,
        memory: MemoryWatch = MemoryWatch { ProcessMemory.allocatedByteCount }
    ) {
        self.snapshot = snapshot
        shared = SharedLimits(listenerCount: snapshot.listeners.count, memory: memory)
        self.workerCount = workerCount
        self.trails = trails
    }

    /// Binds every listener for every worker, then starts the workers.
    package func start() throws(StartFailure) {
        var listeners: [[OpenListener]] = []
        for index in 0..<workerCount { listeners.append(try openListeners(first: index == 0)) }
        for (index, own) in listeners.enumerated() { try startWorker(index, own) }
    }

    /// What the system keeps for a client beside what is on its way: enough to go on with while the loop is busy. Without
    /// a bound it keeps up to 4 MB for each client that does not read (tcp(7), tcp_wmem).
    private static let unsentByteCount: Int32 = 131_072

    private func openListeners(first: Bool) throws(StartFailure) -> [OpenListener] {
        var opened: [OpenListener] = []
        for (index, target) in snapshot.listeners.enumerated() {
            do {
                if first { try Self.refuseTaken(target.address) }
                let socket = try Socket.listening(on: first ? target.address : boundAddresses[index])
                try socket.setUnsentLowWater(Self.unsentByteCount)
                if first { boundAddresses.append(socket.localAddress ?? target.address) }
                opened.append(OpenListener(socket: socket, target: target))
            } catch {
                throw .listen(name: target.name, error)
            }
        }
        return opened
    }

    /// Workers share the port (SO_REUSEPORT), and so would a second gateway, without a word: each would get some of the
    /// connections. An address that cannot be had alone is taken.
    private static func refuseTaken(_ address: SocketAddress) throws(SystemError) {
        guard address.port != 0 else { return }
        _ = try Socket.listening(on: address, sharesPort: false)
    }

    private func startWorker(_ index: Int, _ listeners: [OpenListener]) throws(StartFailure) {
        do {
            let mailbox = try Mailbox<WorkerOrder>()
            let snapshot = snapshot
            let trails = trails
            let shared = shared
            let handover = ListenerHandover(listeners)
            let seed = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
            mailboxes.append(mailbox)
            threads.append(
                try WorkerThread.spawn(name: "worker-\(index)") {
                    Self.runWorker(snapshot, handover, mailbox, trails.makeWorkerTrails(), shared, seed)
                })
        } catch {
            throw .system(error)
        }
    }

    private static func runWorker(
        _ snapshot: Snapshot, _ listeners: ListenerHandover, _ mailbox: Mailbox<WorkerOrder>, _ trails: WorkerTrails,
        _ shared: SharedLimits, _ seed: (UInt64, UInt64)
    ) {
        do {
            let worker = try Worker(
                snapshot: snapshot, listeners: listeners, mailbox: mailbox, trails: trails, shared: shared,
                seed: seed)
            try worker.run()
        } catch {
            // Without a loop there is no worker, and a gateway with fewer workers than it was told is not what was asked.
            preconditionFailure("a worker cannot have its event loop: \(error)")
        }
    }

    /// Has every worker use another snapshot for what begins from now on.
    ///
    /// - Precondition: its listeners have the names and addresses of those that are open, in their order.
    package func replace(_ snapshot: Snapshot) {
        precondition(
            snapshot.listeners.map(\.name) == self.snapshot.listeners.map(\.name),
            "listeners are bound once: whoever prepares a snapshot refuses others")
        self.snapshot = snapshot
        let receipt = ReplacementReceipt(workerCount: mailboxes.count)
        self.receipt = receipt
        for mailbox in mailboxes { mailbox.post(.replace(snapshot, receipt)) }
    }

    /// True when every worker has the last snapshot that was handed out: nothing begins by an earlier one any more.
    package var isReplacementComplete: Bool { receipt?.isComplete ?? true }

    /// Who asks the workers for their numbers, from any thread. Called after `start`.
    ///
    /// - Returns: one that knows all workers.
    /// - Throws: when a descriptor cannot be had.
    package func makeReporter() throws(SystemError) -> GatewayReporter {
        try GatewayReporter(workers: mailboxes)
    }

    /// Tells the workers to accept nothing new and to finish what is open.
    package func drain() {
        for mailbox in mailboxes { mailbox.post(.drain) }
    }

    /// Tells the workers to end at once.
    package func stop() {
        for mailbox in mailboxes { mailbox.post(.stop) }
    }

    /// Waits until every worker has ended. Their records are with the writer then.
    package func joinWorkers() {
        for thread in threads { thread.join() }
        threads = []
    }
}
