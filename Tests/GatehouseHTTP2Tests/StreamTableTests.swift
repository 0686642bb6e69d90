import GatehouseHTTP
import Testing

@testable import GatehouseHTTP2

struct StreamTableTests {
    @Test func slotsAreReusedAndNumbersAreNot() {
        var table = StreamTable()
        let first = table.insert(1, message: MessageBuffer())
        let second = table.insert(3, message: MessageBuffer())
        #expect(first.slot != second.slot && table.activeCount == 2)
        table.close(first)
        table.remove(first)
        #expect(table.activeCount == 1)
        let third = table.insert(5, message: MessageBuffer())
        #expect(third.slot == first.slot)
        #expect(table.contains(third) && !table.contains(first) && table.contains(second))
        #expect(!table.contains(.connection))
        #expect(!table.contains(StreamID(number: 7, slot: 99)))
    }

    @Test func closingTwiceCountsOnce() {
        var table = StreamTable()
        let stream = table.insert(1, message: MessageBuffer())
        table[stream].source = MessageBuffer()
        table.close(stream)
        table.close(stream)
        #expect(table.activeCount == 0)
        #expect(table[stream].source == nil)
    }

    @Test func waitingStreamsAreThoseNotOnTheWire() {
        var table = StreamTable()
        let started = table.insert(1, message: MessageBuffer())
        table[started].flags.insert(.started)
        let closed = table.insert(3, message: MessageBuffer())
        table.close(closed)
        let waiting = table.insert(5, message: MessageBuffer())
        #expect(table.waiting == [waiting])
    }

    @Test func drainGivesBackWhatIsInUse() {
        var table = StreamTable()
        let first = table.insert(1, message: MessageBuffer())
        _ = table.insert(3, message: MessageBuffer())
        table.remove(first)
        var count = 0
        table.drain { _ in count += 1 }
        #expect(count == 1)
    }
}
