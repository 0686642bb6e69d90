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

    /// What is known of one worker.
    private struct Known {
        var metrics = MetricsSnapshot()
        /// It was asked and has not answered. It is not asked again, so that questions do not pile up at one that hangs
        /// or has ended.
        var owesAnswer = false
    }

    private let workers: [Mailbox<WorkerOrder>]
    private let answers: Mailbox<WorkerReport>
    /// By worker.
    private let known: Mutex<[Known]>

    init(workers: [Mailbox<WorkerOrder>]) throws(SystemError) {
        self.workers = workers
        answers = try Mailbox()
        known = Mutex(Array(repeating: Known(), count: workers.count))
    }

    /// Asks every worker, and waits for the answers. May be called from any thread; one call waits for the other.
    ///
    /// - Parameter milliseconds: how long at most; a worker answers within one turn of its loop.
    /// - Returns: the sum.
    package func report(withinMilliseconds milliseconds: UInt64 = 250) -> Report {
        known.withLock { known in
            ask(&known)
            awaitAnswers(&known, milliseconds)
            var sum = MetricsSnapshot()
            for worker in known { sum.add(worker.metrics) }
            return Report(
                metrics: sum, workerCount: workers.count, silentCount: known.count { $0.owesAnswer })
        }
    }

    private func ask(_ known: inout [Known]) {
        for number in known.indices where !known[number].owesAnswer {
            known[number].owesAnswer = true
            workers[number].post(.report(worker: number, to: answers))
        }
    }

    private func awaitAnswers(_ known: inout [Known], _ milliseconds: UInt64) {
        // Without descriptors there is no waiting; the answers are taken the next time.
        guard let loop = try? EventLoop(), (try? loop.register(answers, EventToken(rawValue: 0))) != nil else {
            return
        }
        let deadline = loop.nowNanoseconds &+ milliseconds &* 1_000_000
        while known.contains(where: \.owesAnswer), loop.wait(untilNanoseconds: deadline) > 0 {
            for answer in answers.drain() {
                known[answer.worker].metrics = answer.metrics
                known[answer.worker].owesAnswer = false
            }
        }
    }
}
