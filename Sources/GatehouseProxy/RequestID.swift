import GatehouseHTTP

/// Names one exchange in records, in `X-Request-ID` and as the trace ID of `traceparent`: 32 lower-case hexadecimal
/// digits, never all zero (W3C Trace Context section 3.2.2.3).
///
/// Unique, not secret: nothing may be decided by it.
struct RequestID {
    let digits: InlineArray<32, UInt8>

    init(high: UInt64, low: UInt64) {
        digits = InlineArray { Self.digit($0 < 16 ? high : low, $0 & 15) }
    }

    /// Writes a `traceparent` of this request (W3C Trace Context section 3.2): version 00, a span of ours, sampled.
    func writeTraceparent(spanID: UInt64, to output: inout ByteQueue) {
        output.removeAll()
        output.append("00-")
        output.append(digits.span)
        output.append("-")
        // An all-zero span ID would be invalid.
        let spanID = spanID == 0 ? 1 : spanID
        let span = InlineArray<16, UInt8> { Self.digit(spanID, $0) }
        output.append(span.span)
        output.append("-01")
    }

    /// Digit `index` of the 16 of `word`.
    static func digit(_ word: UInt64, _ index: Int) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index)) & 15
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// Makes request IDs for one worker: a random prefix, then a sequence of full period, so that none repeats.
struct RequestIDGenerator {
    private let prefix: UInt64
    private var state: UInt64

    /// - Parameter seed: two random words, different for each worker.
    init(seed: (UInt64, UInt64)) {
        prefix = seed.0 | 1
        state = seed.1
    }

    mutating func next() -> RequestID {
        RequestID(high: prefix, low: word())
    }

    /// A word that no other call returns within 2^64 calls (SplitMix64; Steele, Lea and Flood 2014).
    mutating func word() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
