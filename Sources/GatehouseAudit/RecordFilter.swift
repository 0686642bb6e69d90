import GatehouseHTTP
package import GatehousePolicy

/// Which records a question is about. Within one criterion any value will do; all criteria must be met.
package struct RecordFilter: Sendable {
    package var reasons: [String] = []
    package var routes: [String] = []
    package var events: [String] = []
    package var keys: [String] = []
    /// Nil asks for every client.
    package var clients: NetworkSet?
    /// The first moment that counts, and the first that does not.
    package var since: Timestamp? { didSet { sinceText = since.map(Self.text) ?? [] } }
    package var until: Timestamp? { didSet { untilText = until.map(Self.text) ?? [] } }
    /// What must stand somewhere in the line, as the line has it: see `setText`.
    package private(set) var text: [UInt8] = []
    /// Access records are answers, too; else only audit records are.
    package var includesAccess = false
    private var sinceText: [UInt8] = []
    private var untilText: [UInt8] = []

    package init() {}

    /// Asks for a text in any member. Quotes, and what is not printable ASCII, stand escaped in records, and are escaped
    /// here in the same way.
    package mutating func setText(_ wanted: String) {
        text = [UInt8](recordMembers: { $0.appendQuoted(wanted.utf8.span) })
        text.removeFirst()
        text.removeLast()
    }

    /// Bytes that every line that is asked for has: a quick search for them spares most lines the reading.
    package var needles: [[UInt8]] {
        var needles: [[UInt8]] = []
        for (name, values) in [("reason", reasons), ("route", routes), ("key", keys)] where values.count == 1 {
            needles.append([UInt8](recordMembers: { $0.appendMember(name, text: values[0]) }))
        }
        if events.count == 1 { needles.append([UInt8](recordMembers: { $0.appendMember("event", text: events[0]) })) }
        if !includesAccess { needles.append(Array(",\"record\":\"audit\"".utf8)) }
        if !text.isEmpty { needles.append(text) }
        return needles
    }

    /// True when the time of a line that looks whole is asked for; the cheapest of all checks.
    package func coversTime(of line: Span<UInt8>) -> Bool {
        let time = line.extracting(9..<36)
        return (sinceText.isEmpty || !Self.precedes(time, sinceText.span))
            && (untilText.isEmpty || Self.precedes(time, untilText.span))
    }

    /// True when a record meets every criterion but `text`, which is a matter of bytes alone, and time.
    package func matches(_ index: RecordIndex, _ line: Span<UInt8>) -> Bool {
        (includesAccess || index.has(.event)) && Self.contains(reasons, .reason, index, line)
            && Self.contains(routes, .route, index, line) && Self.contains(events, .event, index, line)
            && Self.contains(keys, .key, index, line) && matchesClient(index, line)
    }

    private static func contains(
        _ values: [String], _ member: RecordIndex.Member, _ index: RecordIndex, _ line: Span<UInt8>
    ) -> Bool {
        guard !values.isEmpty else { return true }
        let value = line.extracting(index.range(of: member))
        return values.contains { value.equals($0) }
    }

    /// The address that policy decided by; where none was reached, the peer's. Rejections that were counted together match
    /// when their network and a wanted one overlap: some of them may be meant.
    private func matchesClient(_ index: RecordIndex, _ line: Span<UInt8>) -> Bool {
        guard let clients else { return true }
        if index.has(.client) {
            return IPAddress(parsing: line.extracting(index.range(of: .client))).map(clients.contains) ?? false
        }
        if index.has(.clientNetwork) {
            guard let network = Network(parsing: line.extracting(index.range(of: .clientNetwork))) else { return false }
            return clients.overlaps(network)
        }
        return RecordPeer.address(in: line.extracting(index.range(of: .peer))).map(clients.contains) ?? false
    }

    private static func text(_ time: Timestamp) -> [UInt8] {
        let member = [UInt8](recordMembers: { time.append(to: &$0) })
        return member
    }

    private static func precedes(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }
}
