import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP

/// What changes while a connection from a client lives. Reached through `DownstreamConnection` only.
struct DownstreamState {
    /// What records say about the connection.
    var facts: ConnectionFacts
    /// Who the client is, as far as the connection tells.
    var origin: RequestOrigin
    var codec = DownstreamCodec.undecided
    /// On the worker's dirty list.
    var isDirty = false
    var phase: DownstreamConnection.Phase
    var exchanges = ExchangeList()
    /// The client has said that it sends no more. The socket stays readable from then on: it is not watched for that.
    var isReadClosed = false
    /// A head has begun, or is due after the handshake: its deadline runs, and bytes that trickle in do not move it.
    var awaitsHead = false
    /// Of the PROXY protocol header, seen and not taken.
    var prefixByteCount = 0
    /// Close when everything is flushed.
    var closesWhenFlushed = false
    /// Close without a word: a response was broken off, and a proper end would make it look complete.
    var closesAbruptly = false
    /// Why the connection is being ended for what its client did to it; written down once.
    var fault: Reason?
    var deadline = MovingDeadline()

    init(facts: ConnectionFacts, origin: RequestOrigin, phase: DownstreamConnection.Phase) {
        self.facts = facts
        self.origin = origin
        self.phase = phase
    }
}
