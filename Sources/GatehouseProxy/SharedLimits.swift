import BasicContainers
import GatehousePolicy
import Synchronization

/// What all workers count together, and each of them limits by. One for the process; it outlives snapshots.
///
/// Used on any thread. No locks: decision 0023.
final class SharedLimits: Sendable {
    /// Of the counters for each client. Larger tables cost memory, smaller ones innocent clients that share a place.
    private static let rowCount = 16_384
    /// Clients that fail signatures are few, unless they attack.
    private static let failingCount = 16_384
    /// In a full table innocent clients wait for others. Filling this one, half a megabyte, takes five connections of each
    /// of 65,536 clients in a minute: more handshakes than workers have time for.
    private static let offendingCount = 65_536

    /// By listener.
    private let connections: UniqueArray<Atomic<Int>>
    let clientConnections: ClientGauge
    private let heldBytes = Atomic<Int>(0)
    private let clientHeldBytes: ClientGauge
    /// Tokens that failed signatures take.
    let signatureFailures: ClientMeter
    /// Tokens that connections take which are ended for abuse.
    let offences: ClientMeter
    let memory: MemoryWatch

    init(listenerCount: Int, memory: MemoryWatch) {
        var connections = UniqueArray<Atomic<Int>>()
        for _ in 0..<listenerCount { connections.append(Atomic(0)) }
        self.connections = connections
        clientConnections = ClientGauge(rowCount: Self.rowCount, seed: Self.randomSeed())
        clientHeldBytes = ClientGauge(rowCount: Self.rowCount, seed: Self.randomSeed())
        signatureFailures = ClientMeter(capacity: Self.failingCount, seed: Self.randomSeed())
        offences = ClientMeter(capacity: Self.offendingCount, seed: Self.randomSeed())
        self.memory = memory
    }

    static func randomSeed() -> (UInt64, UInt64) {
        (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    }

    // MARK: Connections

    /// Counts a connection of a listener.
    ///
    /// - Returns: false when the listener has as many as it may have.
    func takeConnection(ofListenerAt index: Int, upTo limit: Int) -> Bool {
        let count = connections[index].wrappingAdd(1, ordering: .relaxed).newValue
        guard count > limit else { return true }
        giveConnection(ofListenerAt: index)
        return false
    }

    func giveConnection(ofListenerAt index: Int) {
        connections[index].wrappingSubtract(1, ordering: .relaxed)
    }

    // MARK: Held bodies

    /// Bytes of bodies that wait for their signature to be checked, of all workers.
    var heldByteCount: Int { heldBytes.load(ordering: .relaxed) }

    /// Counts bytes of a body that is held.
    ///
    /// - Returns: why they cannot be held; nil when they are counted.
    func hold(_ count: Int, for client: ClientNetwork, by limits: ProxyLimits) -> HoldRefusal? {
        guard heldBytes.wrappingAdd(count, ordering: .relaxed).newValue <= limits.maximumHeldBytes else {
            heldBytes.wrappingSubtract(count, ordering: .relaxed)
            return .total
        }
        guard clientHeldBytes.take(count, for: client, upTo: limits.clientHeldBytes) else {
            heldBytes.wrappingSubtract(count, ordering: .relaxed)
            return .client
        }
        return nil
    }

    /// Gives back what was counted.
    func release(_ count: Int, of client: ClientNetwork) {
        heldBytes.wrappingSubtract(count, ordering: .relaxed)
        clientHeldBytes.give(count, of: client)
    }

    /// Whose bound was met.
    enum HoldRefusal {
        case total, client
    }
}
