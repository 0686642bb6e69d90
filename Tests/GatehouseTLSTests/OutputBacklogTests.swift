import Testing

@testable import GatehouseTLS

@Suite struct OutputBacklogTests {
    /// Against an array: any mix of appending and consuming keeps order and loses nothing.
    @Test func behavesLikeAnArray() {
        var backlog = OutputBacklog()
        var model: [UInt8] = []
        var byte: UInt8 = 0
        for step in 0..<2_000 {
            let piece = (0..<step % 37).map { _ -> UInt8 in
                byte &+= 1
                return byte
            }
            backlog.append(piece.span)
            model += piece
            let taken = min(model.count, step % 41)
            if taken > 0 { backlog.consume(taken) }
            model.removeFirst(taken)
            let held = backlog.withSpan { bytes in bytes.indices.map { bytes[$0] } }
            #expect(held == model)
        }
    }

    @Test func knowsWhenItIsEmpty() {
        var backlog = OutputBacklog()
        let states = [backlog.isEmpty]
        backlog.append("abc".utf8.span)
        let count = backlog.count
        backlog.consume(3)
        let isEmpty = backlog.isEmpty
        #expect(states == [true])
        #expect(count == 3)
        #expect(isEmpty)
    }
}
