internal import GatehouseHTTP

/// The records of a session's streams, in slots that are reused.
struct StreamTable {
    private var records: [StreamRecord] = []
    private var free: [UInt32] = []
    /// Streams that are not closed yet.
    private(set) var activeCount = 0

    /// Makes a record for stream `number`.
    mutating func insert(_ number: UInt32, message: MessageBuffer) -> StreamID {
        activeCount += 1
        let record = StreamRecord(number: number, message: message)
        if let slot = free.popLast() {
            records[Int(slot)] = record
            return StreamID(number: number, slot: slot)
        }
        records.append(record)
        return StreamID(number: number, slot: UInt32(records.count - 1))
    }

    /// True when the stream has a record, closed or not.
    func contains(_ stream: StreamID) -> Bool {
        stream.number != 0 && Int(stream.slot) < records.count && records[Int(stream.slot)].number == stream.number
    }

    /// - Precondition: `contains(stream)`.
    subscript(stream: StreamID) -> StreamRecord {
        get { records[Int(stream.slot)] }
        _modify { yield &records[Int(stream.slot)] }
    }

    /// The streams that are open here and have not been opened on the wire.
    var waiting: [StreamID] {
        records.indices.compactMap { slot in
            let record = records[slot]
            guard record.number != 0, record.flags.isDisjoint(with: [.started, .closed]) else { return nil }
            return StreamID(number: record.number, slot: UInt32(slot))
        }
    }

    /// Marks the stream closed.
    mutating func close(_ stream: StreamID) {
        guard !records[Int(stream.slot)].flags.contains(.closed) else { return }
        records[Int(stream.slot)].flags.insert(.closed)
        records[Int(stream.slot)].source = nil
        activeCount -= 1
    }

    /// Frees the record.
    mutating func remove(_ stream: StreamID) {
        records[Int(stream.slot)].number = 0
        records[Int(stream.slot)].source = nil
        free.append(stream.slot)
    }

    /// Hands every message that is still in use to `body`: what ending a session has to give back.
    mutating func drain(_ body: (MessageBuffer) -> Void) {
        for record in records where record.number != 0 { body(record.message) }
        records.removeAll()
    }
}
