/// A refusal: the reason, and what a reply to it must carry.
package struct Denial: Error, Equatable, Sendable {
    /// The stable word for reply, metric and audit record.
    package let reason: Reason

    /// A refusal for `reason`.
    package init(_ reason: Reason) {
        self.reason = reason
    }

    /// The status of the local reply; nil when none can be sent.
    package var status: UInt16? { reason.status }
}
