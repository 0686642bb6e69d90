import GatehouseCrypto
import Testing

struct EntropyTests {
    /// 32 equal bytes, or two equal blocks, would come up once in 2^248 runs.
    @Test func blocksAreFilledAndDiffer() throws {
        var first = [UInt8](repeating: 0, count: 32)
        var second = first
        var firstSpan = first.mutableSpan
        try Entropy.fill(&firstSpan)
        var secondSpan = second.mutableSpan
        try Entropy.fill(&secondSpan)
        #expect(first != second)
        #expect(Set(first).count > 1)
    }

    @Test func nothingIsNothing() throws {
        var none: [UInt8] = []
        var span = none.mutableSpan
        try Entropy.fill(&span)
        #expect(none.isEmpty)
    }
}
