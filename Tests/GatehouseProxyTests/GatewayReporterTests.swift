import GatehouseAudit
import GatehouseTransport
import Testing

@testable import GatehouseProxy

struct GatewayReporterTests {
    private let workers: [Mailbox<WorkerOrder>]
    private let reporter: GatewayReporter

    init() throws {
        workers = [try Mailbox(), try Mailbox()]
        reporter = try GatewayReporter(workers: workers)
    }

    /// Answers what a worker was asked, with so many open connections.
    private func answer(_ worker: Int, openConnections: Int) -> Int {
        let orders = workers[worker].drain()
        for order in orders {
            guard case .report(let number, let mailbox) = order else { continue }
            let metrics = WorkerMetrics(MetricLayout())
            metrics.add(openConnections, to: .openConnections)
            mailbox.post(WorkerReport(worker: number, metrics: metrics.snapshot()))
        }
        return orders.count
    }

    @Test func silentWorkersAreCountedAndAskedOnce() {
        for _ in 0..<3 { #expect(reporter.report(withinMilliseconds: 1).silentCount == 2) }
        #expect(answer(0, openConnections: 5) == 1)
        let report = reporter.report(withinMilliseconds: 1)
        #expect(report.workerCount == 2 && report.silentCount == 1)
        #expect(report.metrics.value(of: .openConnections) == 5)
    }

    @Test func ofASilentWorkerTheLastWordCounts() {
        _ = reporter.report(withinMilliseconds: 1)
        _ = answer(0, openConnections: 5)
        _ = answer(1, openConnections: 7)
        #expect(reporter.report(withinMilliseconds: 1).metrics.value(of: .openConnections) == 12)
        _ = reporter.report(withinMilliseconds: 1)
        _ = answer(1, openConnections: 8)
        let report = reporter.report(withinMilliseconds: 1)
        #expect(report.metrics.value(of: .openConnections) == 13)
        #expect(report.silentCount == 1)
    }
}
