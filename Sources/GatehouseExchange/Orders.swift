/// What the runtime has to do after an event, in the order of this list.
///
/// Orders are independent of each other: a machine never gives one that undoes another of the same set.
@usableFromInline
package struct Orders: OptionSet, Equatable, Sendable {
    @usableFromInline package let rawValue: UInt16

    @inlinable
    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// In place of the one for all option sets, which other modules would call through a witness table.
    @inlinable
    package func contains(_ orders: Orders) -> Bool {
        rawValue & orders.rawValue == orders.rawValue
    }

    /// As `contains`.
    @inlinable package var isEmpty: Bool { rawValue == 0 }

    /// Stop the upstream stream (RST_STREAM); nothing of it is used any more.
    @inlinable package static var resetUpstream: Orders { Orders(rawValue: 1 << 0) }
    /// Tell a client that waits for it to send the body (RFC 9110 section 10.1.1).
    @inlinable package static var sendContinue: Orders { Orders(rawValue: 1 << 1) }
    /// Collect the body behind a `BodyGate`; nothing goes upstream before it is verified.
    @inlinable package static var holdBody: Orders { Orders(rawValue: 1 << 2) }
    /// Lease an upstream stream for `ExchangeMachine.permit` and send the request head on it.
    @inlinable package static var openUpstream: Orders { Orders(rawValue: 1 << 3) }
    /// More request content, or its end, can go upstream.
    @inlinable package static var resumeRequest: Orders { Orders(rawValue: 1 << 4) }
    /// Send the upstream's final response head downstream.
    @inlinable package static var sendResponseHead: Orders { Orders(rawValue: 1 << 5) }
    /// More response content, or its end, can go downstream.
    @inlinable package static var resumeResponse: Orders { Orders(rawValue: 1 << 6) }
    /// Send a local reply for `ExchangeMachine.denial`.
    @inlinable package static var reply: Orders { Orders(rawValue: 1 << 7) }
    /// The response cannot be completed: reset the downstream stream, or close without a proper end (HTTP/1.1).
    @inlinable package static var abortDownstream: Orders { Orders(rawValue: 1 << 8) }
    /// Write the records, give everything back. The last order of every exchange, given exactly once.
    @inlinable package static var finish: Orders { Orders(rawValue: 1 << 9) }
}
