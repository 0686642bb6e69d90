/// How many requests may be sent once more, as a value: a fifth of all, and a few a second in any case.
///
/// A connector that refuses everything must not get twice the requests for it.
struct RetryBudget {
    /// Counted in hundredths of a retry.
    private static let earnedByRequest = 20
    private static let costOfRetry = 100
    /// What is saved up in quiet times: a restart refuses many at once.
    private static let mostSaved = 10_000
    private static let savedAtStart = 1_000
    /// When nothing is saved.
    private static let perSecond = 3

    private var saved = RetryBudget.savedAtStart
    private var secondBeganNanoseconds: UInt64 = 0
    private var countInSecond = 0

    /// A request was sent for the first time.
    mutating func requestSent() {
        saved = min(Self.mostSaved, saved + Self.earnedByRequest)
    }

    /// A request is to be sent once more.
    ///
    /// - Parameter now: monotonic.
    /// - Returns: false when it may not.
    mutating func take(at now: UInt64) -> Bool {
        if saved >= Self.costOfRetry {
            saved -= Self.costOfRetry
            return true
        }
        if now &- secondBeganNanoseconds >= 1_000_000_000 {
            secondBeganNanoseconds = now
            countInSecond = 0
        }
        guard countInSecond < Self.perSecond else { return false }
        countInSecond += 1
        return true
    }
}
