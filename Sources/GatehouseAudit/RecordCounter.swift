import GatehouseHTTP

/// Counts by short texts, as many as there may be: each is copied once, and found again without a string.
///
/// Memory is bounded: texts beyond the limit are counted together.
package struct RecordCounter: Sendable {
    private var texts: [UInt8] = []
    private var entries: [Entry] = []
    /// Places in `entries`, plus one; 0 is free. A power of two, at most half full.
    private var slots: [UInt32]
    private let limit: Int
    /// Of texts that found no room.
    package private(set) var others = 0
    /// Of everything.
    package private(set) var total = 0

    private struct Entry {
        var start: Int
        var count: UInt32
        var hash: UInt64
        var sum: Int
    }

    /// - Parameter limit: different texts that are told apart; a million take some 100 MB.
    package init(limit: Int = 1_000_000) {
        self.limit = limit
        slots = [UInt32](repeating: 0, count: 256)
    }

    /// Adds to the count of a text.
    package mutating func add(_ amount: Int, to text: Span<UInt8>) {
        total += amount
        let hash = Self.hash(text)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if entries[index].hash == hash, isText(text, at: index) {
                entries[index].sum += amount
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard entries.count < limit else {
            others += amount
            return
        }
        slots[slot] = UInt32(entries.count + 1)
        entries.append(Entry(start: texts.count, count: UInt32(clamping: text.count), hash: hash, sum: amount))
        for index in text.indices { texts.append(text[index]) }
        if entries.count * 2 > slots.count { grow() }
    }

    /// How many different texts there are.
    package var distinctCount: Int { entries.count }

    /// The texts with the highest counts first; equal ones by their bytes.
    package func highest(_ limit: Int) -> [(text: String, count: Int)] {
        let sorted = entries.sorted { left, right in
            left.sum == right.sum ? bytes(of: left).lexicographicallyPrecedes(bytes(of: right)) : left.sum > right.sum
        }
        return sorted.prefix(limit).map { (String(decoding: bytes(of: $0), as: UTF8.self), $0.sum) }
    }

    /// All texts in the order of their bytes.
    package var sortedByText: [(text: String, count: Int)] {
        highest(.max).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    private func bytes(of entry: Entry) -> ArraySlice<UInt8> {
        texts[entry.start..<entry.start + Int(entry.count)]
    }

    private func isText(_ text: Span<UInt8>, at index: Int) -> Bool {
        let entry = entries[index]
        return texts.span.extracting(entry.start..<entry.start + Int(entry.count)).equals(text)
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }

    /// FNV-1a with the bits mixed at the end; collisions cost time only, and only that of the one who asks.
    private static func hash(_ text: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01b3 }
        return hash ^ hash >> 32
    }
}
