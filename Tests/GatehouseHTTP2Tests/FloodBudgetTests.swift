import Testing

@testable import GatehouseHTTP2

struct FloodBudgetTests {
    private let start = ContinuousClock.now

    /// How many tokens can be taken at `time`, up to 100.
    private func affordable(_ budget: inout FloodBudget, at time: ContinuousClock.Instant) -> Int {
        var count = 0
        while count < 100 && budget.spend(now: time) { count += 1 }
        return count
    }

    @Test func burstThenNothing() {
        var budget = FloodBudget(FloodBudget.Limit(burst: 3, perSecond: 0), at: start)
        let first = affordable(&budget, at: start)
        let later = affordable(&budget, at: start + .seconds(3_600))
        #expect(first == 3 && later == 0)
    }

    @Test func tokensComeBackWithTime() {
        var budget = FloodBudget(FloodBudget.Limit(burst: 10, perSecond: 2), at: start)
        let counts = [0, 499, 500, 501, 60_000].map { affordable(&budget, at: start + .milliseconds($0)) }
        #expect(counts == [10, 0, 1, 0, 10])
    }

    @Test func earningNeverExceedsTheBurst() {
        var budget = FloodBudget(FloodBudget.Limit(burst: 2, perSecond: 0), at: start)
        budget.earn(100)
        let first = affordable(&budget, at: start)
        budget.earn(1)
        let second = affordable(&budget, at: start)
        #expect(first == 2 && second == 1)
    }

    @Test func clockThatGoesBackGivesNothing() {
        var budget = FloodBudget(FloodBudget.Limit(burst: 1, perSecond: 1_000), at: start)
        _ = affordable(&budget, at: start)
        let before = affordable(&budget, at: start - .seconds(10))
        #expect(before == 0)
    }
}
