import GatehouseAdmin
import GatehouseTransport
import Synchronization

@testable import gatehouse

/// Looks at a gateway from outside while it stands in the grace of its drain, and then cuts the grace short.
final class DrainWatcher: Sendable {
    /// Nil where there was no answer.
    struct Seen: Sendable {
        var readiness: String?
        var health: UInt16?
        var request: UInt16?
    }

    private let seen = Mutex(Seen())
    private let thread = Mutex<WorkerThread?>(nil)
    private let look: @Sendable () -> Seen

    init(_ gateway: OperatedGateway, _ health: AdminClient) {
        let (admin, client) = (gateway.admin, try? gateway.client())
        look = {
            var seen = Seen()
            // The drain begins on another thread: asks until it has.
            let deadline = Clock.monotonicNanoseconds() + 10_000_000_000
            while Clock.monotonicNanoseconds() < deadline {
                let answer = try? admin.ask("/readyz")
                guard answer?.status == 503, Self.isSettled(health) else { continue }
                seen.readiness = answer?.content
                break
            }
            seen.health = try? health.ask("/healthz").status
            seen.request = try? client?.send(TourRequest(target: "/open/a")).status
            _ = try? admin.ask("/drain", "POST")
            return seen
        }
    }

    /// Red: 503, or nobody there. A listener that only closes connections answers neither.
    private static func isSettled(_ health: AdminClient) -> Bool {
        do {
            return try health.ask("/healthz").status == 503
        } catch {
            guard case .unreachable = error else { return false }
            return true
        }
    }

    func start() throws {
        let started = try WorkerThread.spawn(name: "watcher") {
            let found = self.look()
            self.seen.withLock { $0 = found }
        }
        thread.withLock { $0 = started }
    }

    /// Waits until it has seen everything.
    func finish() -> Seen {
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
        return seen.withLock { $0 }
    }
}
