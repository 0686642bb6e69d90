/// Connections of one kind, found by slot and generation: the pair that epoll and the deadline wheel carry.
///
/// A slot is reused, its generation grows: an event for a connection that is gone finds nothing.
struct ConnectionTable<Connection: AnyObject> {
    private var connections: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [UInt32] = []
    private(set) var count = 0

    /// The largest generation that an `EventToken` can carry.
    static var generationMask: UInt32 { 0xFF_FFFF }

    /// Reserves a place, so that a connection can know its token before it is made.
    mutating func reserve() -> (slot: UInt32, generation: UInt32) {
        if let slot = free.popLast() { return (slot, generations[Int(slot)]) }
        connections.append(nil)
        generations.append(1)
        return (UInt32(connections.count - 1), 1)
    }

    mutating func put(_ connection: Connection, at slot: UInt32) {
        connections[Int(slot)] = connection
        count += 1
    }

    func find(slot: UInt32, generation: UInt32) -> Connection? {
        guard slot < connections.count, generations[Int(slot)] == generation else { return nil }
        return connections[Int(slot)]
    }

    /// Takes a connection out; its token is void from here on.
    mutating func remove(slot: UInt32) {
        let index = Int(slot)
        if connections[index] != nil { count -= 1 }
        connections[index] = nil
        generations[index] = (generations[index] &+ 1) & Self.generationMask
        free.append(slot)
    }

    /// All connections, for drain and shutdown.
    var all: [Connection] { connections.compactMap { $0 } }
}
