import GatehouseHTTP
import Testing

struct ByteQueueTests {
    @Test func bytesComeOutInOrder() {
        var queue = ByteQueue()
        queue.append("abc")
        queue.append(UInt8(ascii: "d"))
        queue.consume(2)
        queue.append("ef")
        #expect(queue.count == 4)
        #expect(queue.withPrefix(3) { String(decoding: $0) } == "cde")
        #expect(queue.takeText() == "cdef")
        #expect(queue.isEmpty == true)
    }

    @Test func writesInPlace() {
        var queue = ByteQueue()
        queue.append(addingCapacity: 8) { output in
            output.append(UInt8(ascii: "x"))
            output.append(UInt8(ascii: "y"))
        }
        #expect(queue.takeText() == "xy")
    }

    @Test func memoryIsReusedWhileBytesFlowThrough() {
        var queue = ByteQueue(minimumCapacity: 1024)
        let capacity = queue.capacity
        let piece = [UInt8](repeating: 7, count: 300)
        for _ in 0..<1000 {
            queue.append(piece.span)
            queue.consume(300)
        }
        #expect(queue.capacity == capacity)
    }

    /// A queue that is never empty must neither grow without bound nor lose its order.
    @Test func memoryIsBoundedWhileSomeBytesAlwaysWait() {
        var queue = ByteQueue()
        var written: UInt8 = 0
        var expected: UInt8 = 0
        for _ in 0..<20_000 {
            for _ in 0..<3 {
                queue.append(written)
                written &+= 1
            }
            while queue.count > 50 {
                #expect(queue.withPrefix(1) { $0[0] } == expected)
                queue.consume(1)
                expected &+= 1
            }
        }
        #expect(queue.capacity < 1024)
    }

    @Test func largeBlocksAreGivenBack() {
        var queue = ByteQueue(minimumCapacity: 100_000)
        queue.removeAll(keepingCapacityUpTo: 65_536)
        #expect(queue.capacity < 65_536)
        queue.append("a")
        #expect(queue.takeText() == "a")
    }

    @Test(arguments: [
        (0, "0", "0"), (9, "9", "9"), (10, "10", "a"), (255, "255", "ff"), (65_536, "65536", "10000"),
        (UInt64.max, "18446744073709551615", "ffffffffffffffff"),
    ])
    func numbersAreWrittenOut(number: UInt64, decimal: String, hexadecimal: String) {
        var queue = ByteQueue()
        queue.append(decimal: number)
        #expect(queue.takeText() == decimal)
        queue.append(hexadecimal: number)
        #expect(queue.takeText() == hexadecimal)
    }
}
