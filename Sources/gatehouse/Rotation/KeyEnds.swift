import GatehouseCertificates
import GatehouseConfiguration

/// When webhook keys end by the configuration (`not_after`), in files or in the configuration itself. Pure.
struct KeyEnds {
    /// A key that ends within so many days; 0: it has ended, and verifies nothing any more.
    struct Ending: Equatable {
        /// The ring's name and the key's identifier.
        let name: String
        let thresholdDays: Int64
        let daysLeft: Int64
    }

    private struct Entry {
        let endSeconds: Int64
        var notice = ExpiryNotice()
    }

    private var entries: [String: Entry] = [:]

    /// Takes up the keys of what serves now; what was said of one that ends as before is not said again.
    mutating func follow(_ rings: [KeyRingSettings]) {
        let known = entries
        entries = [:]
        for ring in rings {
            for key in ring.keys {
                guard let end = key.notAfterSeconds else { continue }
                let name = "\(ring.name)/\(key.id)"
                let entry = known[name]
                entries[name] = entry?.endSeconds == end ? entry : Entry(endSeconds: end)
            }
        }
    }

    /// What has come closer to its end since the last call, sorted by name.
    mutating func due(nowSeconds: Int64) -> [Ending] {
        var endings: [Ending] = []
        for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard let days = entries[name]?.notice.due(notAfterSeconds: entry.endSeconds, nowSeconds: nowSeconds) else {
                continue
            }
            let left = ExpiryNotice.daysLeft(notAfterSeconds: entry.endSeconds, nowSeconds: nowSeconds)
            endings.append(Ending(name: name, thresholdDays: days, daysLeft: left))
        }
        return endings
    }
}
