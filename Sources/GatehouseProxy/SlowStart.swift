/// The share of requests for an endpoint that has come back, as a value: it grows from a tenth to all, so that a connector
/// that is still warming up is not run down. Times are monotonic nanoseconds.
struct SlowStart {
    /// Of an endpoint that takes its full share.
    static let fullWeight = 1_000
    private static let leastWeight = 100

    /// 0: it has never been away.
    private var beganNanoseconds: UInt64 = 0

    /// It comes back at this time, which may lie ahead.
    mutating func begin(at nanoseconds: UInt64) {
        beganNanoseconds = nanoseconds
    }

    /// - Parameters:
    ///   - now: the time.
    ///   - milliseconds: how long the growth takes; 0: no time at all.
    /// - Returns: 100 to 1,000.
    func weight(at now: UInt64, over milliseconds: UInt64) -> Int {
        guard beganNanoseconds > 0 else { return Self.fullWeight }
        guard now > beganNanoseconds else { return Self.leastWeight }
        let passed = (now - beganNanoseconds) / 1_000_000
        guard passed < milliseconds else { return Self.fullWeight }
        return max(Self.leastWeight, Int(passed * UInt64(Self.fullWeight) / milliseconds))
    }
}
