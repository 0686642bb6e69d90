/// What requests have shown about one endpoint, as a value: failures in a row leave it out for a while.
///
/// Times are monotonic nanoseconds.
struct EndpointEjection {
    private var failureCount = 0
    /// How often it was left out since it last did well for a while.
    private var ejectionCount: UInt64 = 0
    /// When it is, or was, taken in again; 0: it was never left out.
    private(set) var endNanoseconds: UInt64 = 0

    func isEjected(at now: UInt64) -> Bool { now < endNanoseconds }

    /// A request was answered.
    mutating func succeeded() {
        failureCount = 0
    }

    /// A request or an attempt to connect has failed.
    ///
    /// What fails while it is left out began before that, and proves nothing new.
    /// - Returns: true when it is left out by this.
    mutating func failed(at now: UInt64, by rule: EjectionRule) -> Bool {
        guard !isEjected(at: now) else { return false }
        failureCount += 1
        guard failureCount >= rule.failureCount else { return false }
        failureCount = 0
        let longest = rule.longestMilliseconds &* 1_000_000
        if now &- endNanoseconds > longest { ejectionCount = 0 }
        let milliseconds = min(rule.longestMilliseconds, rule.firstMilliseconds << min(ejectionCount, 16))
        ejectionCount += 1
        endNanoseconds = now &+ milliseconds &* 1_000_000
        return true
    }
}
