import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehouseTLS
import GatehouseTransport

/// What the connections and exchanges of one worker share: loop, buffers, clock, deadlines, the dirty lists.
///
/// Made inside the worker's thread; never leaves it.
final class WorkerContext {
    let loop: EventLoop
    let buffers: IOBuffers
    let trails: WorkerTrails
    /// Message buffers that wait for their next stream, of all HTTP/2 sessions.
    let messages = MessagePool()
    /// Where codecs write before one `send`; empty between flushes.
    private let outputCell = Cell(ByteQueue(minimumCapacity: WorkerContext.outputByteCount))
    private let deadlineCell: Cell<DeadlineWheel>
    private let pressureCell = Cell(MemoryWatch.Pressure.none)
    private let dirty = Cell(DirtyLists())
    private let dateCell = Cell((seconds: Int64(-1), date: HTTPDate(secondsSince1970: 0)))
    let metrics: WorkerMetrics
    var snapshot: Snapshot {
        didSet { metrics.adopt(snapshot.metricLayout) }
    }
    var requestIDs: RequestIDGenerator
    /// Set once: finish open exchanges and accept no new ones.
    var isDraining = false
    /// Begins a connection to a connector. Simulations have another way than the network.
    var connect: (SocketAddress) throws(SystemError) -> Socket = { (address) throws(SystemError) in
        try Socket.connecting(to: address)
    }
    /// What all workers count together.
    let shared: SharedLimits

    /// Connections with something to write.
    private struct DirtyLists {
        var downstream: [DownstreamConnection] = []
        var upstream: [UpstreamConnection] = []
    }

    /// Plaintext per `send`: three full TLS records (RFC 8446 section 5.1).
    static let outputByteCount = 49_152

    init(
        snapshot: Snapshot, loop: EventLoop, trails: WorkerTrails, shared: SharedLimits, seed: (UInt64, UInt64)
    ) {
        self.snapshot = snapshot
        self.shared = shared
        metrics = WorkerMetrics(snapshot.metricLayout)
        self.loop = loop
        self.trails = trails
        buffers = IOBuffers()
        deadlineCell = Cell(DeadlineWheel(nowNanoseconds: loop.nowNanoseconds))
        requestIDs = RequestIDGenerator(seed: seed)
    }

    var nowNanoseconds: UInt64 { loop.nowNanoseconds }

    var output: ByteQueue {
        @inline(__always) _read { yield outputCell.value }
        @inline(__always) _modify { yield &outputCell.value }
    }

    var deadlines: DeadlineWheel {
        @inline(__always) _read { yield deadlineCell.value }
        @inline(__always) _modify { yield &deadlineCell.value }
    }

    /// On the memory budget, as this turn of the loop has found it.
    var pressure: MemoryWatch.Pressure {
        get { pressureCell.value }
        set { pressureCell.value = newValue }
    }

    /// A moment `milliseconds` from now.
    func deadline(inMilliseconds milliseconds: UInt64) -> UInt64 {
        nowNanoseconds &+ milliseconds &* 1_000_000
    }

    /// The value of a Date field for now (RFC 9110 section 5.6.7), made once a second.
    func withDate<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        let seconds = loop.wallClockSeconds
        if seconds != dateCell.value.seconds { dateCell.value = (seconds, HTTPDate(secondsSince1970: seconds)) }
        return try dateCell.value.date.withBytes(body)
    }

    // MARK: Dirty lists

    func markDirty(_ connection: DownstreamConnection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        dirty.value.downstream.append(connection)
    }

    func markDirty(_ connection: UpstreamConnection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        dirty.value.upstream.append(connection)
    }

    /// Writes what the events since the last flush have made ready.
    ///
    /// Flushing one side can make the other dirty (window updates, paused uploads), so it runs to a fixed point: every
    /// round takes bytes off a buffer, and a connection whose socket is full stays off the lists until it is writable.
    func flush() {
        while true {
            if let connection = dirty.value.upstream.popLast() {
                connection.isDirty = false
                connection.flush()
            } else if let connection = dirty.value.downstream.popLast() {
                connection.isDirty = false
                connection.flush()
            } else {
                return
            }
        }
    }
}
