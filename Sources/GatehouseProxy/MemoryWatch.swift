import Synchronization

/// How much of its memory budget the process has used, looked at four times a second by whichever worker turns first.
///
/// Used on any thread. Without turns nothing is allocated, so that nobody needs to look.
package final class MemoryWatch: Sendable {
    /// What follows for workers.
    enum Pressure: Int, Comparable {
        /// Nothing.
        case none
        /// From 85 % on: no new connections, and those without a request are closed. What is under way goes on.
        case high
        /// The budget is used up: new requests are refused, and those that hold most are ended.
        case critical

        static func < (left: Pressure, right: Pressure) -> Bool { left.rawValue < right.rawValue }
    }

    /// Asking the allocator takes some ten microseconds, and at this interval a full 10 Gb/s brings 300 MB.
    static let intervalNanoseconds: UInt64 = 250_000_000
    private static let highPercent: UInt64 = 85

    private let read: @Sendable () -> UInt64
    private let nextNanoseconds = Atomic<UInt64>(0)
    private let usedBytes = Atomic<UInt64>(0)

    /// - Parameter read: how many bytes are allocated.
    package init(_ read: @escaping @Sendable () -> UInt64) {
        self.read = read
    }

    /// Looks when it is time.
    ///
    /// - Parameters:
    ///   - now: monotonic.
    ///   - budget: in bytes; `.max` is never used up, and nothing is asked.
    func look(nowNanoseconds now: UInt64, budget: UInt64) {
        guard budget != .max else { return }
        let due = nextNanoseconds.load(ordering: .relaxed)
        guard now >= due else { return }
        let next = now &+ Self.intervalNanoseconds
        // One worker looks for all.
        guard nextNanoseconds.compareExchange(expected: due, desired: next, ordering: .relaxed).exchanged else {
            return
        }
        usedBytes.store(read(), ordering: .relaxed)
    }

    /// As it was found last.
    func pressure(on budget: UInt64) -> Pressure {
        guard budget != .max else { return .none }
        let used = lastUsedBytes
        if used >= budget { return .critical }
        return used >= budget / 100 * Self.highPercent ? .high : .none
    }

    /// How far the budget is exceeded.
    func excessBytes(over budget: UInt64) -> UInt64 {
        let used = lastUsedBytes
        return used > budget ? used - budget : 0
    }

    /// As it was found last; 0 when nobody has looked.
    var lastUsedBytes: UInt64 { usedBytes.load(ordering: .relaxed) }
}
