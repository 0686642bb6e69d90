import GatehouseHTTP

/// Who and what is rejected most.
package struct RecordTop: Sendable {
    package private(set) var clients = RecordCounter()
    package private(set) var paths = RecordCounter()
    package private(set) var reasons = RecordCounter()
    package private(set) var routes = RecordCounter()

    package init() {}

    /// Counts a record; one that stands for several rejections counts as many. Acts of the gateway are passed over.
    package mutating func add(_ index: RecordIndex, _ line: Span<UInt8>) {
        guard index.isRejection(in: line) else { return }
        let count = index.countedAs(in: line)
        clients.add(count, to: line.extracting(index.clientRange(in: line)))
        paths.add(count, to: line.extracting(index.range(of: index.has(.path) ? .path : .target)))
        reasons.add(count, to: line.extracting(index.range(of: .reason)))
        routes.add(count, to: line.extracting(index.range(of: .route)))
    }
}

extension RecordIndex {
    /// What a record with a reason counts as in tables: one, or the rejections that were counted together.
    package func countedAs(in line: Span<UInt8>) -> Int {
        has(.count) ? number(.count, in: line) ?? 1 : 1
    }

    /// The client's address or network; where neither is known, the peer's address.
    package func clientRange(in line: Span<UInt8>) -> Range<Int> {
        if has(.client) { return range(of: .client) }
        if has(.clientNetwork) { return range(of: .clientNetwork) }
        let peer = range(of: .peer)
        let address = RecordPeer.addressRange(in: line.extracting(peer))
        return peer.lowerBound + address.lowerBound..<peer.lowerBound + address.upperBound
    }
}
