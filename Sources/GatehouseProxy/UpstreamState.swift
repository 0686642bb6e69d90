import GatehouseHTTP

/// What changes while a connection to a connector lives. Reached through `UpstreamConnection` only.
struct UpstreamState {
    /// On the worker's dirty list.
    var isDirty = false
    var phase = UpstreamConnection.Phase.connecting
    var exchanges = ExchangeList()
    var abandoned = AbandonedStreams()
    /// Grows with each piece of output that is given to the socket.
    var writeCount: UInt64 = 0
    /// When bytes last came from the connector; 0 before the first.
    var receivedNanoseconds: UInt64 = 0
    /// The connector has not answered in time on it.
    var isSuspect = false
    /// Why exchanges fail when the session ends.
    var endReason = Reason.upstreamClosed
    var deadline = MovingDeadline()
}
