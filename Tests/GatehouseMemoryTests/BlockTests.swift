import GatehouseMemory
import TestSupport
import Testing

struct BlockTests {
    private func contents(_ block: borrowing Block<UInt8>) -> [UInt8] {
        block.withSpan(0..<block.count) { span in span.indices.map { span[$0] } }
    }

    @Test func isEmptyAndWithoutMemoryAtFirst() {
        let block = Block<UInt8>()
        let (count, capacity) = (block.count, block.capacity)
        #expect(count == 0 && capacity == 0)
        #expect(contents(block).isEmpty)
    }

    @Test func growsAndKeepsWhatItHas() {
        var block = Block<UInt8>()
        var expected: [UInt8] = []
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let piece = (0..<Int.random(in: 0...40, using: &generator)).map { UInt8(truncatingIfNeeded: $0) }
            if Bool.random(using: &generator) {
                block.append(copying: piece.span)
                expected += piece
            } else {
                block.append(UInt8(piece.count))
                expected.append(UInt8(piece.count))
            }
        }
        #expect(contents(block) == expected)
    }

    @Test func isUsedAgain() {
        var block = Block<UInt8>()
        block.reserve(100)
        let capacity = block.capacity
        for _ in 0..<10 {
            block.removeAll()
            block.append(copying: [1, 2, 3].span)
            block[1] = 9
        }
        let after = block.capacity
        #expect(capacity == 100 && after == capacity)
        #expect(contents(block) == [1, 9, 3])
    }

    @Test func lendsAPart() {
        var block = Block<UInt8>()
        block.append(copying: [1, 2, 3, 4].span)
        let part = block.withSpan(1..<3) { span in span.indices.map { span[$0] } }
        #expect(part == [2, 3])
        let nothing = block.withSpan(4..<4) { $0.count }
        #expect(nothing == 0)
    }

    @Test func whatIsOutsideTraps() async {
        await #expect(processExitsWith: .failure) {
            var block = Block<UInt8>()
            block.append(1)
            _ = block[1]
        }
        await #expect(processExitsWith: .failure) {
            var block = Block<UInt8>()
            block.append(1)
            block[-1] = 2
        }
        await #expect(processExitsWith: .failure) {
            var block = Block<UInt8>()
            block.append(1)
            _ = block.withSpan(0..<2) { $0.count }
        }
    }
}
