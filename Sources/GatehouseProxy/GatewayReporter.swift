package import GatehouseAudit
import GatehouseTransport
import Synchronization

/// Asks the workers what they have counted. For the control plane: it waits.
package final class GatewayReporter: Sendable {
    /// The workers together.
    package struct Report: Sendable {
        package let metrics: MetricsSnapshot
        package let workerCount: Int
        /// Workers that gave no answer in time; of them `metrics` has what they said last.
        package let silentCount: Int
    }

    private let workers: [Mailbox<WorkerOrder>]
    /// By worker.
    private let latest: Mutex<[MetricsSnapshot]>

    init(workers: [Mailbox<WorkerOrder>]) {
        self.workers = workers
        latest = Mutex(Array(repeating: MetricsSnapshot(), count: workers.count))
    }

    /// Asks every worker, and waits for the answers.
    ///
    /// - Parameter milliseconds: how long at most; a worker answers within one turn of its loop.
    /// - Returns: the sum.
    package func report(withinMilliseconds milliseconds: UInt64 = 250) -> Report {
        let answers = collect(withinMilliseconds: milliseconds)
        return latest.withLock { latest in
            for answer in answers { latest[answer.worker] = answer.metrics }
            var sum = MetricsSnapshot()
            for metrics in latest { sum.add(metrics) }
            return Report(
                metrics: sum, workerCount: workers.count, silentCount: workers.count - answers.count)
        }
    }

    /// Each round has a mailbox of its own, so that a late answer to an earlier one does not count.
    private func collect(withinMilliseconds milliseconds: UInt64) -> [WorkerReport] {
        // Without descriptors nobody can be asked; the caller sees that all are silent.
        guard let mailbox = try? Mailbox<WorkerReport>(), let loop = try? EventLoop(),
            (try? loop.register(mailbox, EventToken(rawValue: 0))) != nil
        else { return [] }
        for (number, worker) in workers.enumerated() { worker.post(.report(worker: number, to: mailbox)) }
        let deadline = loop.nowNanoseconds &+ milliseconds &* 1_000_000
        var answers: [WorkerReport] = []
        while answers.count < workers.count {
            guard loop.wait(untilNanoseconds: deadline) > 0 else { break }
            answers += mailbox.drain()
        }
        return answers
    }
}
