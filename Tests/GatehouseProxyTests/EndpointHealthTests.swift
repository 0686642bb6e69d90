import Testing

@testable import GatehouseProxy

struct EndpointHealthTests {
    private let rule = HealthCheck(
        path: "/", intervalMilliseconds: 1, timeoutMilliseconds: 1, healthyCount: 2, unhealthyCount: 3,
        statuses: [200...299, 304...304], failsOpen: false)

    /// What the endpoint counts as after each of the checks.
    private func course(_ checks: [Bool]) -> [Bool] {
        var health = EndpointHealth()
        return checks.map { isGood in
            let before = health.isHealthy
            let hasChanged = health.checked(isGood: isGood, by: rule)
            #expect(hasChanged == (before != health.isHealthy))
            return health.isHealthy
        }
    }

    @Test func threeBadChecksInARowTakeItOut() {
        #expect(course([false, false, true, false, false, false]) == [true, true, true, true, true, false])
    }

    @Test func twoGoodChecksInARowBringItBack() {
        let down = [false, false, false]
        #expect(course(down + [true, false, true, true]) == [true, true, false, false, false, false, true])
    }

    @Test func statusesAreThoseOfTheRule() {
        for status in [200, 250, 299, 304] as [UInt16] { #expect(rule.accepts(status)) }
        for status in [0, 199, 300, 303, 305, 503] as [UInt16] { #expect(!rule.accepts(status)) }
    }
}
