internal import Synchronization

/// One token bucket for everybody, shared by all workers.
///
/// Used on any thread; no lock and no allocation.
package final class TotalMeter: Sendable {
    /// When it is full again, in ticks of `RateRule`.
    private let fullTicks = Atomic<UInt64>(0)

    package init() {}

    /// Takes a token.
    ///
    /// - Parameters:
    ///   - rule: the same at each call, but after a reload.
    ///   - now: monotonic.
    /// - Returns: 0 when there was one, else after how many nanoseconds there will be.
    package func take(by rule: RateRule, nowNanoseconds now: UInt64) -> UInt64 {
        let now = RateRule.ticks(ofNanoseconds: now)
        var known = fullTicks.load(ordering: .relaxed)
        // Each turn but the last is one in which another worker has got a token, so that this ends.
        while true {
            if rule.isBeyond(fullTicks: known, now: now) {
                let empty = now &+ rule.bucketTicks
                let (isExchanged, found) = fullTicks.compareExchange(
                    expected: known, desired: empty, ordering: .relaxed)
                known = isExchanged ? empty : found
                continue
            }
            switch rule.take(fullTicks: known, now: now) {
            case .empty(let wait): return RateRule.nanoseconds(ofTicks: wait)
            case .taken(let full):
                let (isExchanged, found) = fullTicks.compareExchange(
                    expected: known, desired: full, ordering: .relaxed)
                if isExchanged { return 0 }
                known = found
            }
        }
    }
}
