/// A refusal: the reason, and what a reply to it must carry.
package struct Denial: Error, Equatable, Sendable {
    /// The stable word for reply, metric and audit record.
    package let reason: Reason
    /// When it is worth asking again (RFC 9110 section 10.2.3); 0 where nobody knows.
    package let retryAfterSeconds: UInt32

    /// A refusal for `reason`.
    package init(_ reason: Reason, retryAfterSeconds: UInt32 = 0) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// The status of the local reply; nil when none can be sent.
    package var status: UInt16? { reason.status }
}
