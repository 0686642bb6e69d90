import Testing

@testable import GatehouseProxy

struct EndpointEjectionTests {
    private let rule = EjectionRule(failureCount: 3, firstMilliseconds: 1_000, longestMilliseconds: 4_000)
    private let second: UInt64 = 1_000_000_000

    /// Fails until it is left out, from `now` on.
    private func eject(_ ejection: inout EndpointEjection, at now: UInt64) -> UInt64 {
        let ends = (0..<3).map { _ in ejection.failed(at: now, by: rule) }
        #expect(ends == [false, false, true])
        #expect(ejection.isEjected(at: now) && !ejection.isEjected(at: ejection.endNanoseconds))
        return ejection.endNanoseconds
    }

    @Test func anAnswerEndsTheRow() {
        var ejection = EndpointEjection()
        for _ in 0..<10 {
            for _ in 0..<2 { _ = ejection.failed(at: second, by: rule) }
            ejection.succeeded()
        }
        #expect(!ejection.isEjected(at: second))
    }

    @Test func theTimeGrowsUpToABound() {
        var ejection = EndpointEjection()
        var now = second
        for expected in [1, 2, 4, 4, 4] as [UInt64] {
            let end = eject(&ejection, at: now)
            #expect(end == now + expected * second)
            now = end
        }
    }

    @Test func afterALongTimeWithoutItBeginsAnew() {
        var ejection = EndpointEjection()
        let end = eject(&ejection, at: second)
        _ = eject(&ejection, at: end)
        let later = ejection.endNanoseconds + 5 * second
        let third = eject(&ejection, at: later)
        #expect(third == later + second)
    }

    /// What was sent before does not make it longer.
    @Test func failuresWhileItIsLeftOutDoNotCount() {
        var ejection = EndpointEjection()
        let end = eject(&ejection, at: second)
        for _ in 0..<10 { _ = ejection.failed(at: second, by: rule) }
        #expect(ejection.endNanoseconds == end)
        let isLeftOut = ejection.failed(at: end, by: rule)
        #expect(!isLeftOut)
    }
}
