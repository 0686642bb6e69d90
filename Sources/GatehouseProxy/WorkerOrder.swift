import GatehouseTransport

/// What a worker can be told from outside its thread.
enum WorkerOrder: Sendable {
    /// Accept nothing new, finish what is open within the drain limit, then end.
    case drain
    /// End now.
    case stop
    /// Begin new exchanges and handshakes with this from now on; those under way keep what they began with.
    case replace(Snapshot, ReplacementReceipt)
    /// Say what was counted, as the worker with this number.
    case report(worker: Int, to: Mailbox<WorkerReport>)
}
