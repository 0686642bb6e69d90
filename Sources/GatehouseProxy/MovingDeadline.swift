import GatehouseMemory
import GatehouseTransport

/// A deadline that moves much more often than it is reached: the wheel gets an entry only when there is none that comes
/// as early. An entry that comes before the deadline makes the next one.
struct MovingDeadline {
    /// Monotonic; `.max`: there is none.
    private var nanoseconds: UInt64 = .max
    /// The earliest entry in the wheel. It outlives the deadline that it was made for.
    private var scheduledNanoseconds: UInt64 = .max

    mutating func set(inMilliseconds milliseconds: UInt64, _ token: EventToken, _ context: WorkerContext) {
        set(atNanoseconds: context.deadline(inMilliseconds: milliseconds), token, context)
    }

    mutating func set(atNanoseconds moment: UInt64, _ token: EventToken, _ context: WorkerContext) {
        nanoseconds = moment
        schedule(token, context)
    }

    mutating func clear() {
        nanoseconds = .max
    }

    /// The wheel has come to an entry, which may be older than the deadline that holds now.
    ///
    /// - Returns: true when the deadline has passed.
    mutating func isReached(_ token: EventToken, _ context: WorkerContext) -> Bool {
        // A later entry that an earlier one has replaced.
        guard scheduledNanoseconds <= context.nowNanoseconds else { return false }
        scheduledNanoseconds = .max
        guard nanoseconds > context.nowNanoseconds else { return true }
        schedule(token, context)
        return false
    }

    private mutating func schedule(_ token: EventToken, _ context: WorkerContext) {
        guard nanoseconds < scheduledNanoseconds else { return }
        scheduledNanoseconds = nanoseconds
        context.deadlines.schedule(token: token.rawValue, atNanoseconds: nanoseconds)
    }
}
