import GatehouseTransport
import Synchronization

/// The open destinations of the trails.
struct TrailSinks {
    let audit: TrailFile
    /// The same object as `audit` when both trails share a file.
    let access: TrailFile?

    init(_ settings: TrailSettings) throws(SystemError) {
        audit = try TrailFile(settings.audit, settings.rotation)
        if let destination = settings.access {
            access = destination == settings.audit ? audit : try TrailFile(destination, settings.rotation)
        } else {
            access = nil
        }
    }
}

/// The sinks on their way from the thread that opens them to the one that writes: taken once.
final class TrailSinksHandover: Sendable {
    private let sinks: Mutex<TrailSinks?>

    init(_ sinks: sending TrailSinks) {
        self.sinks = Mutex(sinks)
    }

    func take() -> TrailSinks? {
        sinks.withLock { sinks in
            let taken = sinks
            sinks = nil
            return taken
        }
    }
}
