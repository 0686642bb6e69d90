/// How much of something cheap to send and dear to receive a peer may do: a token bucket.
///
/// The clock is asked only when the bucket is empty, so that well-behaved peers never pay for it.
package struct FloodBudget: Sendable {
    /// The size of a budget.
    package struct Limit: Sendable, Equatable {
        /// Tokens at the start, and the most that can ever be saved.
        package var burst: Int
        /// Tokens that come back per second of the connection's life.
        package var perSecond: Int

        package init(burst: Int, perSecond: Int) {
            self.burst = burst
            self.perSecond = perSecond
        }
    }

    private let limit: Limit
    private var tokens: Int
    private var refilledAt: ContinuousClock.Instant

    init(_ limit: Limit, at start: ContinuousClock.Instant) {
        self.limit = limit
        tokens = limit.burst
        refilledAt = start
    }

    /// Takes tokens.
    ///
    /// - Parameters:
    ///   - cost: how many.
    ///   - now: asked for only when there are too few.
    /// - Returns: false when there are too few: the peer is flooding.
    mutating func spend(_ cost: Int = 1, now: @autoclosure () -> ContinuousClock.Instant) -> Bool {
        if tokens < cost { refill(at: now()) }
        guard tokens >= cost else { return false }
        tokens -= cost
        return true
    }

    /// Gives `count` tokens for a useful frame.
    mutating func earn(_ count: Int) {
        tokens = min(limit.burst, tokens + count)
    }

    private mutating func refill(at now: ContinuousClock.Instant) {
        let milliseconds = max(0, (now - refilledAt) / .milliseconds(1))
        let earned = min(Double(limit.burst), milliseconds * Double(limit.perSecond) / 1_000)
        // Whole tokens only; the rest of the time stays on the clock.
        guard earned >= 1 else { return }
        tokens = min(limit.burst, tokens + Int(earned))
        refilledAt = now
    }
}
