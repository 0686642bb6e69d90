import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTransport

/// What the runtime keeps of one request with its response: the machine, the buffers of both sides, the addresses.
///
/// Reused through the driver's free list. Reached through `Exchange` only.
struct ExchangeState: ~Copyable {
    /// Grows with each use, so that a place in a pool's waiting line from an earlier use is recognised.
    var generation: UInt32 = 1
    var machine = ExchangeMachine()
    var snapshot: Snapshot

    // Downstream.
    var downstream: DownstreamConnection?
    /// `.connection` on HTTP/1.1.
    var downstreamStream = StreamID.connection
    /// Its place in the connection's list.
    var downstreamPosition = 0
    /// The client was told by a reset that it does not get the whole response.
    var isBrokenOff = false
    /// False when the codec is resetting the stream, so that no reply can be sent.
    var isAnswerable = true
    /// Filled by the downstream codec.
    var request: MessageBuffer?

    // Upstream.
    /// Of `snapshot`; nil between exchanges.
    var pools: UpstreamPoolSet?
    var upstream: UpstreamConnection?
    var upstreamStream = StreamID.connection
    /// `UpstreamConnection.writeCount` when the stream was opened.
    var upstreamWriteCount: UInt64 = 0
    /// The connector's stream is over; there is nothing to reset.
    var isUpstreamClosed = false
    var upstreamPosition = 0
    /// Filled by the upstream codec.
    var response: MessageBuffer?
    /// The codec of a lost connection, kept while the client still gets the response out of its buffer: with an
    /// HTTP/2 session the buffer would go back to the pool, and serve another exchange.
    var lostCodec: UpstreamCodec?

    /// The head that goes out next, upstream or downstream; reused.
    var outbound = FieldBlock()
    /// Content of a local reply.
    let localReply = MessageBuffer()
    var judgement = Judgement()
    /// Of the route, once there is one; before that, those of a reply.
    var deadlines: RouteDeadlines
    var gate: BodyGate?
    var ledger = ExchangeLedger()
    /// How the client keeps up with sending its body, and with taking the response.
    var requestPace = PaceMeter()
    var responsePace = PaceMeter()
    /// When the current phase must have moved on (monotonic).
    ///
    /// Its entry in the wheel belongs to the place, not to the request: the next use of the place finds it there, so that
    /// the wheel does not grow with the number of requests.
    var deadline = MovingDeadline()

    init(snapshot: Snapshot) {
        self.snapshot = snapshot
        deadlines = snapshot.limits.replyDeadlines
    }

    /// Makes it ready for the next request; memory is kept.
    mutating func reset() {
        generation = (generation &+ 1) & ConnectionTable<DownstreamConnection>.generationMask
        machine = ExchangeMachine()
        downstream = nil
        downstreamStream = .connection
        isAnswerable = true
        isBrokenOff = false
        request = nil
        pools = nil
        upstream = nil
        upstreamStream = .connection
        isUpstreamClosed = false
        response = nil
        lostCodec = nil
        outbound.removeAll()
        localReply.reset()
        judgement = Judgement()
        gate = nil
        ledger = ExchangeLedger()
        requestPace = PaceMeter()
        responsePace = PaceMeter()
        deadline.clear()
    }
}
