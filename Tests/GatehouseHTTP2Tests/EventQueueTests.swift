import Testing

@testable import GatehouseHTTP2

struct EventQueueTests {
    private let first = StreamID(number: 1, slot: 0)
    private let second = StreamID(number: 3, slot: 1)

    private func drain(_ queue: inout EventQueue) -> [HTTP2Event] {
        var events: [HTTP2Event] = []
        while let event = queue.next() { events.append(event) }
        return events
    }

    @Test func firstInFirstOut() {
        var queue = EventQueue()
        queue.append(HTTP2Event(kind: .requestHead, stream: first))
        queue.append(HTTP2Event(kind: .ended, stream: first))
        let pulled = queue.next()
        queue.append(HTTP2Event(kind: .streamClosed, stream: first))
        let rest = drain(&queue)
        #expect(pulled?.kind == .requestHead)
        #expect(rest.map(\.kind) == [.ended, .streamClosed])
        let after = queue.next()
        #expect(after == nil)
    }

    @Test func countsInARowBecomeOne() {
        var queue = EventQueue()
        queue.append(HTTP2Event(kind: .body, stream: first, count: 10))
        queue.append(HTTP2Event(kind: .body, stream: first, count: 5))
        queue.append(HTTP2Event(kind: .body, stream: second, count: 1))
        queue.append(HTTP2Event(kind: .bodyTaken, stream: second, count: 2))
        let events = drain(&queue)
        #expect(events.map(\.count) == [15, 1, 2])
        #expect(events.map(\.kind) == [.body, .body, .bodyTaken])
    }

    /// An event that was pulled is not changed any more.
    @Test func pulledEventsAreNotAddedTo() {
        var queue = EventQueue()
        queue.append(HTTP2Event(kind: .ended, stream: second))
        queue.append(HTTP2Event(kind: .body, stream: first, count: 10))
        let pulled = [queue.next(), queue.next()]
        queue.append(HTTP2Event(kind: .body, stream: first, count: 5))
        let rest = drain(&queue)
        #expect(pulled.map { $0?.count } == [0, 10])
        #expect(rest.map(\.count) == [5])
    }
}
