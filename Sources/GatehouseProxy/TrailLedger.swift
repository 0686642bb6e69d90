import Synchronization

/// What workers and the writer tell each other about one trail, without waiting for each other.
final class TrailLedger: Sendable {
    private let queuedByteCount = Atomic<Int>(0)
    private let lostRecordCount = Atomic<Int>(0)
    private let lostRejectionCount = Atomic<Int>(0)
    /// Since the start, written down or not.
    private let lostSinceStart = Atomic<Int>(0)
    private let unwrittenLoss = Atomic<Bool>(false)
    private let queueByteLimit: Int

    init(queueByteLimit: Int) {
        self.queueByteLimit = queueByteLimit
    }

    /// True from the first record that could not be written until its loss has been written down.
    var isFailing: Bool { unwrittenLoss.load(ordering: .relaxed) }

    /// Bytes that wait for the writer.
    var queuedBytes: Int { queuedByteCount.load(ordering: .relaxed) }

    /// Records that could not be written since the start.
    var lostTotal: Int { lostSinceStart.load(ordering: .relaxed) }

    /// Reserves room in the queue.
    ///
    /// - Returns: false when there is none.
    func reserve(_ byteCount: Int) -> Bool {
        let queued = queuedByteCount.wrappingAdd(byteCount, ordering: .relaxed).newValue
        guard queued > queueByteLimit else { return true }
        release(byteCount)
        return false
    }

    /// Takes room without asking: for the few records of the gateway itself.
    func take(_ byteCount: Int) {
        queuedByteCount.wrappingAdd(byteCount, ordering: .relaxed)
    }

    /// The writer is done with a batch.
    func release(_ byteCount: Int) {
        queuedByteCount.wrappingSubtract(byteCount, ordering: .relaxed)
    }

    /// Counts what could not be written.
    func lose(_ loss: TrailLoss) {
        lostRecordCount.wrappingAdd(loss.records, ordering: .relaxed)
        lostSinceStart.wrappingAdd(loss.records, ordering: .relaxed)
        lostRejectionCount.wrappingAdd(loss.rejections, ordering: .relaxed)
        unwrittenLoss.store(true, ordering: .releasing)
    }

    /// What was lost and not yet written down. Called by the writer only.
    var loss: TrailLoss? {
        guard unwrittenLoss.load(ordering: .acquiring) else { return nil }
        return TrailLoss(
            records: lostRecordCount.load(ordering: .relaxed), rejections: lostRejectionCount.load(ordering: .relaxed))
    }

    /// The loss has been written down; what was lost since then remains.
    func settle(_ loss: TrailLoss) {
        unwrittenLoss.store(false, ordering: .relaxed)
        let records = lostRecordCount.wrappingSubtract(loss.records, ordering: .relaxed).newValue
        let rejections = lostRejectionCount.wrappingSubtract(loss.rejections, ordering: .relaxed).newValue
        if records > 0 || rejections > 0 { unwrittenLoss.store(true, ordering: .relaxed) }
    }
}
