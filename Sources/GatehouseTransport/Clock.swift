internal import Glibc

/// The two clocks. Core modules get their readings as parameters.
package enum Clock {
    /// Nanoseconds since some moment before start; never goes back. For deadlines and durations.
    package static func monotonicNanoseconds() -> UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Nanoseconds since 1970, as the machine believes. For records and validity windows.
    package static func wallNanoseconds() -> Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Seconds since 1970.
    package static func wallSeconds() -> Int64 {
        Int64(read(CLOCK_REALTIME).tv_sec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // Both clocks exist on every Linux, so the call cannot fail.
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
