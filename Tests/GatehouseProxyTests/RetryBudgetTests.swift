import Testing

@testable import GatehouseProxy

struct RetryBudgetTests {
    private let second: UInt64 = 1_000_000_000

    /// Retries that are granted at one moment, of `count` that are asked for.
    private func granted(_ count: Int, _ budget: inout RetryBudget, at now: UInt64) -> Int {
        var granted = 0
        for _ in 0..<count where budget.take(at: now) { granted += 1 }
        return granted
    }

    @Test func aFifthOfManyRequests() {
        var budget = RetryBudget()
        var retries = 0
        for _ in 0..<10_000 {
            budget.requestSent()
            if budget.take(at: second) { retries += 1 }
        }
        // 2,000, what is there at the start, and the few of the second.
        #expect(retries == 2_013)
    }

    @Test func aFewASecondInAnyCase() {
        var budget = RetryBudget()
        let counts = (1...4).map { granted(100, &budget, at: UInt64($0) * second) }
        #expect(counts == [13, 3, 3, 3])
    }

    @Test func whatIsSavedIsBounded() {
        var budget = RetryBudget()
        for _ in 0..<100_000 { budget.requestSent() }
        let count = granted(1_000, &budget, at: second)
        #expect(count == 103)
    }
}
