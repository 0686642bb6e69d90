import Synchronization

/// Counts the workers that have not taken a new snapshot yet.
final class ReplacementReceipt: Sendable {
    private let missingCount: Atomic<Int>

    init(workerCount: Int) {
        missingCount = Atomic(workerCount)
    }

    /// Called by each worker once: everything that it begins from now on goes by the new snapshot.
    func sign() {
        missingCount.wrappingSubtract(1, ordering: .releasing)
    }

    /// Every worker has it.
    var isComplete: Bool { missingCount.load(ordering: .acquiring) == 0 }
}
