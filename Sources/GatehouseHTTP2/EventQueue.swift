/// Events waiting to be pulled, in one array that is reused.
struct EventQueue {
    private var events: [HTTP2Event] = []
    private var head = 0

    /// Adds an event; byte counts of the same stream in a row become one event.
    mutating func append(_ event: HTTP2Event) {
        if event.kind == .body || event.kind == .bodyTaken, let last = events.indices.last, last >= head,
            events[last].kind == event.kind, events[last].stream == event.stream
        {
            events[last].count += event.count
            return
        }
        events.append(event)
    }

    mutating func next() -> HTTP2Event? {
        guard head < events.count else { return nil }
        let event = events[head]
        head += 1
        if head == events.count {
            events.removeAll(keepingCapacity: true)
            head = 0
        }
        return event
    }
}
