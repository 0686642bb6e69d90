import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehousePolicy
import GatehouseTransport

/// One request with its response, as the runtime refers to it: codecs know it by `index`, which they echo as the owner of a
/// stream. What each property means is said in `ExchangeState`.
struct Exchange: Equatable {
    let index: UInt32
    private let place: Place<ExchangeState>

    init(index: UInt32, at place: Place<ExchangeState>) {
        self.index = index
        self.place = place
    }

    /// Of the place, whatever request it holds.
    var deadlineToken: EventToken { EventToken(kind: TokenKind.exchange.rawValue, slot: index, generation: 0) }

    /// Makes it ready for the next request; memory is kept.
    func reset() { place.value.reset() }
}

extension Exchange {
    var generation: UInt32 { place.value.generation }
    var machine: ExchangeMachine {
        @inline(__always) _read { yield place.value.machine }
        @inline(__always) nonmutating _modify { yield &place.value.machine }
    }
    /// Of the machine. Read without a coroutine, as what follows.
    var phase: ExchangePhase { place.value.machine.phase }
    var outcome: ExchangeOutcome? { place.value.machine.outcome }
    var route: Route? { place.value.judgement.route }
    var client: ClientAddress? { place.value.judgement.client }
    var snapshot: Snapshot {
        get { place.value.snapshot }
        nonmutating set { place.value.snapshot = newValue }
    }
    var downstream: DownstreamConnection? {
        get { place.value.downstream }
        nonmutating set { place.value.downstream = newValue }
    }
    var downstreamStream: StreamID {
        get { place.value.downstreamStream }
        nonmutating set { place.value.downstreamStream = newValue }
    }
    var downstreamPosition: Int {
        get { place.value.downstreamPosition }
        nonmutating set { place.value.downstreamPosition = newValue }
    }
    var isBrokenOff: Bool {
        get { place.value.isBrokenOff }
        nonmutating set { place.value.isBrokenOff = newValue }
    }
    var isAnswerable: Bool {
        get { place.value.isAnswerable }
        nonmutating set { place.value.isAnswerable = newValue }
    }
    var request: MessageBuffer? {
        get { place.value.request }
        nonmutating set { place.value.request = newValue }
    }
    var pools: UpstreamPoolSet? {
        get { place.value.pools }
        nonmutating set { place.value.pools = newValue }
    }
    var upstream: UpstreamConnection? {
        get { place.value.upstream }
        nonmutating set { place.value.upstream = newValue }
    }
    var upstreamStream: StreamID {
        get { place.value.upstreamStream }
        nonmutating set { place.value.upstreamStream = newValue }
    }
    var upstreamWriteCount: UInt64 {
        get { place.value.upstreamWriteCount }
        nonmutating set { place.value.upstreamWriteCount = newValue }
    }
    var isUpstreamClosed: Bool {
        get { place.value.isUpstreamClosed }
        nonmutating set { place.value.isUpstreamClosed = newValue }
    }
    var upstreamPosition: Int {
        get { place.value.upstreamPosition }
        nonmutating set { place.value.upstreamPosition = newValue }
    }
    var response: MessageBuffer? {
        get { place.value.response }
        nonmutating set { place.value.response = newValue }
    }
    var lostCodec: UpstreamCodec? {
        get { place.value.lostCodec }
        nonmutating set { place.value.lostCodec = newValue }
    }
    var outbound: FieldBlock {
        @inline(__always) _read { yield place.value.outbound }
        @inline(__always) nonmutating _modify { yield &place.value.outbound }
    }
    var localReply: MessageBuffer { place.value.localReply }
    var judgement: Judgement {
        @inline(__always) _read { yield place.value.judgement }
        @inline(__always) nonmutating _modify { yield &place.value.judgement }
    }
    var deadlines: RouteDeadlines {
        get { place.value.deadlines }
        nonmutating set { place.value.deadlines = newValue }
    }
    var gate: BodyGate? {
        @inline(__always) _read { yield place.value.gate }
        @inline(__always) nonmutating _modify { yield &place.value.gate }
    }
    var ledger: ExchangeLedger {
        @inline(__always) _read { yield place.value.ledger }
        @inline(__always) nonmutating _modify { yield &place.value.ledger }
    }
    var requestPace: PaceMeter {
        @inline(__always) _read { yield place.value.requestPace }
        @inline(__always) nonmutating _modify { yield &place.value.requestPace }
    }
    var responsePace: PaceMeter {
        @inline(__always) _read { yield place.value.responsePace }
        @inline(__always) nonmutating _modify { yield &place.value.responsePace }
    }
    var deadline: MovingDeadline {
        @inline(__always) _read { yield place.value.deadline }
        @inline(__always) nonmutating _modify { yield &place.value.deadline }
    }
}
