import GatehouseProxy
import Synchronization

/// The snapshot that serves now, for the pages of the admin listener, which has a thread of its own.
final class ServingSnapshot: Sendable {
    private let snapshot: Mutex<Snapshot>

    init(_ snapshot: Snapshot) {
        self.snapshot = Mutex(snapshot)
    }

    var current: Snapshot { snapshot.withLock { $0 } }

    func replace(_ next: Snapshot) {
        snapshot.withLock { $0 = next }
    }
}
