/// Whether a client that owes bytes, or has to take some, keeps up a minimum rate.
///
/// A client begins with a time of grace. Time in which it owes something is used up, each byte gives some back, never
/// more than the grace: whoever is slower than the rate runs out, however it spreads its bytes, and whoever stops has the
/// grace and no more. Time in which the gateway or the connector is the slow one does not count.
package struct PaceMeter {
    /// The slowest that is put up with.
    package struct Rule: Equatable, Sendable {
        package let nanosecondsPerByte: UInt64
        package let graceNanoseconds: UInt64

        /// - Parameters:
        ///   - nanosecondsPerByte: `.max` asks for one byte in each time of grace.
        ///   - graceMilliseconds: the longest pause.
        package init(nanosecondsPerByte: UInt64, graceMilliseconds: UInt64) {
            let grace = graceMilliseconds.multipliedReportingOverflow(by: 1_000_000)
            graceNanoseconds = grace.overflow ? .max / 2 : min(grace.partialValue, .max / 2)
            self.nanosecondsPerByte = nanosecondsPerByte
        }

        /// The same in another unit; 0 bytes a second ask for no rate, only for a byte in each time of grace.
        package static func nanosecondsPerByte(atBytesPerSecond rate: UInt64) -> UInt64 {
            rate == 0 ? .max : 1_000_000_000 / rate
        }
    }

    /// What is left when `lastNanoseconds` was now; nil before the first look.
    private var left: UInt64?
    private var lastNanoseconds: UInt64 = 0
    private var lastTotal: UInt64 = 0
    /// It is the client's turn since the last look.
    package private(set) var isRunning = false

    package init() {}

    /// How far the client has fallen behind: what it has used of its grace.
    ///
    /// - Parameters:
    ///   - now: monotonic.
    ///   - rule: as for `note`.
    /// - Returns: nanoseconds; 0 while it is not its turn, and for who keeps up the rate.
    package func arrears(nowNanoseconds now: UInt64, rule: Rule) -> UInt64 {
        guard isRunning, let left else { return 0 }
        let elapsed = now > lastNanoseconds ? now - lastNanoseconds : 0
        return rule.graceNanoseconds - (left > elapsed ? min(left - elapsed, rule.graceNanoseconds) : 0)
    }

    /// Notes where the client is now.
    ///
    /// - Parameters:
    ///   - total: bytes that it has sent, or taken, since the beginning.
    ///   - isOwing: from now on it is the client's turn.
    ///   - now: monotonic. One that is before the last counts as the last.
    ///   - rule: the same at each call.
    /// - Returns: when the client will be out of time if it does nothing; means nothing while it does not owe.
    package mutating func note(total: UInt64, isOwing: Bool, nowNanoseconds now: UInt64, rule: Rule) -> UInt64 {
        let elapsed = isRunning && now > lastNanoseconds ? now - lastNanoseconds : 0
        let before = left ?? rule.graceNanoseconds
        let unused = before > elapsed ? before - elapsed : 0
        let earned = (total > lastTotal ? total - lastTotal : 0)
            .multipliedReportingOverflow(by: rule.nanosecondsPerByte)
        let sum = unused.addingReportingOverflow(earned.overflow ? .max : earned.partialValue)
        let left = sum.overflow ? rule.graceNanoseconds : min(sum.partialValue, rule.graceNanoseconds)
        self.left = left
        lastNanoseconds = max(now, lastNanoseconds)
        lastTotal = max(total, lastTotal)
        isRunning = isOwing
        return now &+ left
    }
}
