/// The peer's message cannot be read in exactly one way, or asks for what the gateway does not do.
package struct HTTP1Violation: Error, Equatable, Sendable {
    /// The stable word for reply, metric and audit record.
    package let reason: Reason

    /// A violation with this reason.
    package init(_ reason: Reason) {
        self.reason = reason
    }

    /// The status of the local reply; nil when none can be sent.
    package var status: UInt16? { reason.status }
}
