import GatehouseTLS

/// When the ticket keys of each listener are due for rotation. Pure; times are monotonic.
struct TicketSchedule {
    private struct Entry {
        let keys: TicketKeys
        let intervalNanoseconds: UInt64
        var nextNanoseconds: UInt64
    }

    private var entries: [String: Entry] = [:]

    /// Takes up new listeners and intervals; others keep their times.
    mutating func follow(_ listeners: [String: BuiltListener], nowNanoseconds: UInt64) {
        let known = entries
        entries = listeners.mapValues { listener in
            Entry(
                keys: listener.ticketKeys, intervalNanoseconds: listener.ticketRotationNanoseconds,
                nextNanoseconds: nowNanoseconds &+ listener.ticketRotationNanoseconds)
        }
        for (name, entry) in known {
            guard let fresh = entries[name], fresh.keys === entry.keys,
                fresh.intervalNanoseconds == entry.intervalNanoseconds
            else { continue }
            entries[name] = entry
        }
    }

    /// When something is due; never when there is no listener.
    var wakeNanoseconds: UInt64 { entries.values.map(\.nextNanoseconds).min() ?? .max }

    /// The keys to be rotated now, each once for its interval.
    mutating func takeDue(nowNanoseconds: UInt64) -> [(listener: String, keys: TicketKeys)] {
        var due: [(listener: String, keys: TicketKeys)] = []
        for (name, entry) in entries where entry.nextNanoseconds <= nowNanoseconds {
            entries[name]?.nextNanoseconds = nowNanoseconds &+ entry.intervalNanoseconds
            due.append((name, entry.keys))
        }
        return due
    }
}
