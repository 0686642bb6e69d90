package import GatehouseHTTP

/// Turns a flood of rejections into a few records without losing count. One for each worker.
///
/// In each window the first rejections of a key are written in full; the others are counted, and become one
/// `rejections_aggregated` record when the window ends. Every rejection is in exactly one of both. Memory is bounded by
/// the limit on prefixes, and by reasons times routes for what comes beyond it.
package struct RejectionTally {
    private struct Entry {
        var fullRecords = 0
        var count: UInt64 = 0
        var first: RejectionSample?
        var last: Timestamp?
        var lastID: InlineArray<32, UInt8>?
    }

    private let settings: FloodSettings
    private var entries: [RejectionKey: Entry] = [:]
    private var prefixCount = 0
    private var windowEnd: Int64?

    package init(_ settings: FloodSettings) {
        self.settings = settings
    }

    /// True when `flush` is due; also when the wall clock was set back to before the window, which would else never end.
    package func isDue(atNanoseconds now: Int64) -> Bool {
        guard let windowEnd else { return false }
        return now >= windowEnd || now < windowEnd &- settings.windowNanoseconds
    }

    /// How long until `flush` is due; nil when there is nothing to wait for.
    package func nanosecondsUntilDue(atNanoseconds now: Int64) -> UInt64? {
        guard let windowEnd else { return nil }
        return isDue(atNanoseconds: now) ? 0 : UInt64(clamping: windowEnd &- now)
    }

    /// Judges one rejection, and counts it when it gets no record of its own.
    ///
    /// - Parameters:
    ///   - key: of the rejection.
    ///   - time: of the rejection.
    ///   - requestID: nil for connections.
    ///   - sample: called for the first rejection that is only counted; the others cost next to nothing.
    /// - Returns: true when the caller writes a record of its own for it.
    package mutating func admit(
        _ key: RejectionKey, at time: Timestamp, requestID: InlineArray<32, UInt8>?, sample: () -> RejectionSample
    ) -> Bool {
        if windowEnd == nil {
            windowEnd = time.nanoseconds.addingReportingOverflow(settings.windowNanoseconds).partialValue
        }
        return Self.admit(&entries[countingKey(for: key), default: Entry()], settings, time, requestID, sample)
    }

    private static func admit(
        _ entry: inout Entry, _ settings: FloodSettings, _ time: Timestamp, _ requestID: InlineArray<32, UInt8>?,
        _ sample: () -> RejectionSample
    ) -> Bool {
        if entry.fullRecords < settings.fullRecords {
            entry.fullRecords += 1
            return true
        }
        if entry.count == 0 { entry.first = sample() }
        entry.count += 1
        entry.last = time
        entry.lastID = requestID
        return false
    }

    /// The key itself while there is room for its prefix, else the one that stands for all clients.
    private mutating func countingKey(for key: RejectionKey) -> RejectionKey {
        guard key.client != nil, entries[key] == nil else { return key }
        guard prefixCount < settings.prefixLimit else { return key.withoutClient }
        prefixCount += 1
        return key
    }

    /// Ends the window: appends a record for each key with counted rejections.
    ///
    /// - Parameters:
    ///   - time: of the records.
    ///   - output: where they go.
    ///   - wrote: told the number of rejections of each record.
    package mutating func flush(at time: Timestamp, to output: inout ByteQueue, wrote: (UInt64) -> Void) {
        for (key, entry) in entries {
            guard let first = entry.first, let last = entry.last else { continue }
            AuditRecord.append(
                to: &output, at: time, key: key, count: entry.count, first: first, last: (last, entry.lastID))
            wrote(entry.count)
        }
        entries.removeAll(keepingCapacity: true)
        prefixCount = 0
        windowEnd = nil
    }
}
