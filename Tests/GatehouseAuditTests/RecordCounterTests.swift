import TestSupport
import Testing

@testable import GatehouseAudit

struct RecordCounterTests {
    @Test func countsLikeADictionary() {
        var random = SeededGenerator(seed: 5)
        var counter = RecordCounter()
        var expected: [String: Int] = [:]
        for _ in 0..<20_000 {
            let text = String(UInt32.random(in: 0..<3000, using: &random), radix: 36)
            let amount = Int.random(in: 1...5, using: &random)
            counter.add(amount, to: text.utf8.span)
            expected[text, default: 0] += amount
        }
        #expect(Dictionary(uniqueKeysWithValues: counter.sortedByText.map { ($0.text, $0.count) }) == expected)
        #expect(counter.total == expected.values.reduce(0, +) && counter.others == 0)
        #expect(counter.highest(10).map(\.count) == Array(expected.values.sorted(by: >).prefix(10)))
    }

    @Test func beyondTheLimitTextsAreCountedTogether() {
        var counter = RecordCounter(limit: 2)
        for text in ["a", "b", "c", "d", "a"] { counter.add(1, to: text.utf8.span) }
        #expect(counter.distinctCount == 2 && counter.others == 2 && counter.total == 5)
        #expect(counter.highest(5).map(\.text) == ["a", "b"])
    }
}
