import GatehouseAudit

/// What a worker says when it is asked.
struct WorkerReport: Sendable {
    let worker: Int
    let metrics: MetricsSnapshot
}
