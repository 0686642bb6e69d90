import GatehouseMemory
import Testing

struct CellTests {
    private final class Counted {
        let ended: () -> Void
        init(_ ended: @escaping () -> Void) { self.ended = ended }
        deinit { ended() }
    }

    @Test func holdsReadsAndChanges() {
        let cell = Cell([1, 2])
        cell.value.append(3)
        #expect(cell.value == [1, 2, 3])
        cell.value = []
        #expect(cell.value.isEmpty)
    }

    @Test func endsWhatItHolds() {
        var endings = 0
        do {
            let cell = Cell(Counted { endings += 1 })
            cell.value = Counted { endings += 10 }
            #expect(endings == 1)
        }
        #expect(endings == 11)
    }

    @Test func readsMayOverlap() {
        let cell = Cell(Numbers())
        func both(_ one: borrowing Numbers, _ other: borrowing Numbers) -> Int { one.count + other.count }
        let sum = both(cell.value, cell.value)
        #expect(sum == 6)
    }

    private struct Numbers: ~Copyable {
        var count = 3
    }

    #if DEBUG
    @Test func aChangeThatOverlapsAReadTraps() async {
        await #expect(processExitsWith: .failure) {
            let cell = Cell(Numbers())
            func change(_ numbers: borrowing Numbers) { cell.value.count += numbers.count }
            change(cell.value)
        }
    }

    @Test func aReadThatOverlapsAChangeTraps() async {
        await #expect(processExitsWith: .failure) {
            let cell = Cell(Numbers())
            func change(_ numbers: inout Numbers) { numbers.count += cell.value.count }
            change(&cell.value)
        }
    }
    #endif
}
