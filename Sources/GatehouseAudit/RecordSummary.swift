import GatehouseHTTP

/// How many rejections there were: by reason, route, exposure and hour.
package struct RecordSummary: Sendable {
    package private(set) var reasons = RecordCounter()
    package private(set) var routes = RecordCounter()
    package private(set) var exposures = RecordCounter()
    /// `2026-11-25T16`, in UTC.
    package private(set) var hours = RecordCounter()
    /// Acts of the gateway itself, by their event word.
    package private(set) var events = RecordCounter()
    /// Records that were counted, and of them those that stand for several rejections.
    package private(set) var records = 0
    package private(set) var aggregatedRecords = 0

    package init() {}

    /// Counts a record; one that stands for several rejections counts as many.
    package mutating func add(_ index: RecordIndex, _ line: Span<UInt8>) {
        records += 1
        let count = index.countedAs(in: line)
        guard index.isRejection(in: line) else {
            events.add(1, to: line.extracting(index.range(of: .event)))
            return
        }
        if index.has(.count) { aggregatedRecords += 1 }
        reasons.add(count, to: line.extracting(index.range(of: .reason)))
        Self.add(count, .route, to: &routes, index, line)
        Self.add(count, .exposure, to: &exposures, index, line)
        hours.add(count, to: line.extracting(9..<22))
    }

    private static func add(
        _ count: Int, _ member: RecordIndex.Member, to counter: inout RecordCounter, _ index: RecordIndex,
        _ line: Span<UInt8>
    ) {
        if index.has(member) {
            counter.add(count, to: line.extracting(index.range(of: member)))
        } else {
            counter.add(count, to: "-".utf8.span)
        }
    }
}
