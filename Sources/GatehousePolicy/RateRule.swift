/// A token bucket as arithmetic: so many in a time, and so many at once.
///
/// A bucket is kept as one number, the time at which it will be full again (the generic cell rate algorithm, ITU-T
/// I.371). Whoever takes a token moves that time on; how far it may lie ahead is what the bucket holds. Nothing has to be
/// filled up by a clock, and a bucket that nobody uses is the same as none.
package struct RateRule: Hashable, Sendable {
    /// Times are counted in steps of 2^13 ns, 8.2 µs: 44 bits of them last for four years.
    static let tickShift: UInt64 = 13
    /// No bucket takes longer than about a year to fill; more would not fit beside a tag.
    private static let longestTicks: UInt64 = 1 << 42

    /// How far one token moves the time, rounded up: the rate is never exceeded. At 1,000 a second the error is below
    /// one percent.
    let tokenTicks: UInt64
    /// How far the time may lie ahead: all tokens taken.
    let bucketTicks: UInt64

    /// - Parameters:
    ///   - count: tokens that come back in `milliseconds`; at least 1.
    ///   - milliseconds: at least 1.
    ///   - burst: tokens that may be taken at once; at least 1.
    package init(count: UInt32, perMilliseconds milliseconds: UInt64, burst: UInt32) {
        let nanoseconds = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let period = nanoseconds.overflow ? UInt64.max : nanoseconds.partialValue
        let perTick = UInt64(max(count, 1)).multipliedReportingOverflow(by: 1 << Self.tickShift).partialValue
        let token = min(max(period / perTick + (period % perTick == 0 ? 0 : 1), 1), Self.longestTicks)
        let bucket = token.multipliedReportingOverflow(by: UInt64(max(burst, 1)))
        tokenTicks = token
        bucketTicks = bucket.overflow ? Self.longestTicks : max(min(bucket.partialValue, Self.longestTicks), token)
    }

    /// What has become of a wish for a token.
    enum Outcome: Equatable {
        /// The bucket has had one; it is full again at this time.
        case taken(fullTicks: UInt64)
        /// It has none; the next will be there after this time.
        case empty(waitTicks: UInt64)
    }

    /// Takes a token.
    ///
    /// - Parameters:
    ///   - fullTicks: when the bucket is full again, as it was kept. Beyond what it can hold it means all taken.
    ///   - now: in ticks.
    /// - Returns: what is to be kept, or that nothing has changed.
    func take(fullTicks: UInt64, now: UInt64) -> Outcome {
        let taken = debt(fullTicks: fullTicks, now: now) + tokenTicks
        guard taken <= bucketTicks else { return .empty(waitTicks: taken - bucketTicks) }
        return .taken(fullTicks: now + taken)
    }

    /// Takes tokens that may not be there: an empty bucket stays as empty as it can be.
    func charge(_ tokens: UInt32, fullTicks: UInt64, now: UInt64) -> UInt64 {
        let cost = tokenTicks.multipliedReportingOverflow(by: UInt64(tokens))
        let charged = min(cost.overflow ? bucketTicks : cost.partialValue, bucketTicks)
        return now + min(debt(fullTicks: fullTicks, now: now) + charged, bucketTicks)
    }

    /// How long until there is a token; 0 when there is one.
    func waitTicks(fullTicks: UInt64, now: UInt64) -> UInt64 {
        let taken = debt(fullTicks: fullTicks, now: now) + tokenTicks
        return taken <= bucketTicks ? 0 : taken - bucketTicks
    }

    /// Further ahead than the bucket can be: the clock was set back, or the bucket was larger before. Whoever keeps it has
    /// to put it back to an empty bucket, or it would stay empty until the clock is there again.
    func isBeyond(fullTicks: UInt64, now: UInt64) -> Bool {
        fullTicks > now && fullTicks - now > bucketTicks
    }

    /// How many tokens are missing, begun ones included.
    func missingTokens(fullTicks: UInt64, now: UInt64) -> UInt64 {
        let debt = debt(fullTicks: fullTicks, now: now)
        return debt / tokenTicks + (debt % tokenTicks == 0 ? 0 : 1)
    }

    private func debt(fullTicks: UInt64, now: UInt64) -> UInt64 {
        fullTicks > now ? min(fullTicks - now, bucketTicks) : 0
    }

    static func ticks(ofNanoseconds nanoseconds: UInt64) -> UInt64 { nanoseconds >> tickShift }

    static func nanoseconds(ofTicks ticks: UInt64) -> UInt64 { ticks << tickShift }
}
