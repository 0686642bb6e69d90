/// What the runtime has to do after an event, in the order of this list.
///
/// Orders are independent of each other: a machine never gives one that undoes another of the same set.
package struct Orders: OptionSet, Equatable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Stop the upstream stream (RST_STREAM); nothing of it is used any more.
    package static let resetUpstream = Orders(rawValue: 1 << 0)
    /// Tell a client that waits for it to send the body (RFC 9110 section 10.1.1).
    package static let sendContinue = Orders(rawValue: 1 << 1)
    /// Collect the body behind a `BodyGate`; nothing goes upstream before it is verified.
    package static let holdBody = Orders(rawValue: 1 << 2)
    /// Lease an upstream stream for `ExchangeMachine.permit` and send the request head on it.
    package static let openUpstream = Orders(rawValue: 1 << 3)
    /// More request content, or its end, can go upstream.
    package static let resumeRequest = Orders(rawValue: 1 << 4)
    /// Send the upstream's final response head downstream.
    package static let sendResponseHead = Orders(rawValue: 1 << 5)
    /// More response content, or its end, can go downstream.
    package static let resumeResponse = Orders(rawValue: 1 << 6)
    /// Send a local reply for `ExchangeMachine.denial`.
    package static let reply = Orders(rawValue: 1 << 7)
    /// The response cannot be completed: reset the downstream stream, or close without a proper end (HTTP/1.1).
    package static let abortDownstream = Orders(rawValue: 1 << 8)
    /// Write the records, give everything back. The last order of every exchange, given exactly once.
    package static let finish = Orders(rawValue: 1 << 9)
}
