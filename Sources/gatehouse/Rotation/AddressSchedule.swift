import GatehouseConfiguration

/// When the addresses of each name are asked for again. Pure; times are monotonic.
struct AddressSchedule {
    private struct Entry {
        let intervalNanoseconds: UInt64
        var nextNanoseconds: UInt64
    }

    private var entries: [Endpoint: Entry] = [:]

    /// Takes up the names of these upstreams; those with the same interval keep their times. The most frequent interval
    /// counts for a name that several have.
    mutating func follow(_ upstreams: [UpstreamSettings], nowNanoseconds: UInt64) {
        let known = entries
        entries = [:]
        for upstream in upstreams {
            let interval = upstream.resolve.milliseconds &* 1_000_000
            for place in upstream.addresses where !place.isNumeric {
                guard interval < entries[place]?.intervalNanoseconds ?? .max else { continue }
                entries[place] = Entry(intervalNanoseconds: interval, nextNanoseconds: nowNanoseconds &+ interval)
            }
        }
        for (place, entry) in known where entries[place]?.intervalNanoseconds == entry.intervalNanoseconds {
            entries[place] = entry
        }
    }

    /// When something is due; never when there is no name.
    var wakeNanoseconds: UInt64 { entries.values.map(\.nextNanoseconds).min() ?? .max }

    /// The names to be asked for now, each once for its interval.
    mutating func takeDue(nowNanoseconds: UInt64) -> [Endpoint] {
        var due: [Endpoint] = []
        for (place, entry) in entries where entry.nextNanoseconds <= nowNanoseconds {
            entries[place]?.nextNanoseconds = nowNanoseconds &+ entry.intervalNanoseconds
            due.append(place)
        }
        return due
    }
}
