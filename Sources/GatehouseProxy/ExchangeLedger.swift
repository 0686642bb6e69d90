import GatehouseAudit

/// The times and counts of one exchange, for its records.
struct ExchangeLedger {
    var requestID = RequestID(high: 0, low: 0)
    /// Monotonic times; 0 when it did not happen.
    var beganNanoseconds: UInt64 = 0
    var upstreamOpenedNanoseconds: UInt64 = 0
    var responseHeadNanoseconds: UInt64 = 0
    /// Where the request was sent last; nil when it was not.
    var upstreamAddress: String?
    /// Of the response as sent downstream; 0 when none was.
    var status: UInt16 = 0
    var responseByteCount: UInt64 = 0
    /// Bytes at the front of the body whose flow-control window was returned already: they are held, or sent once more.
    var prepaidByteCount = 0
    /// Bytes of a body that is held until it is verified, as the worker counts them.
    var heldByteCount = 0
    /// The key that verified the body, or the one whose check failed last.
    var keyID: String?
    /// Of a held body that was refused.
    var bodyDigest: SHA256Value?
}
