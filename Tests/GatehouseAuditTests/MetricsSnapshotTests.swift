import Testing

@testable import GatehouseAudit

struct MetricsSnapshotTests {
    @Test func workersAddUp() {
        let layout = MetricLayout().extended(routes: ["a"], upstreams: [])
        let first = WorkerMetrics(layout)
        let second = WorkerMetrics(layout)
        first.add(3, to: .openConnections)
        second.add(4, to: .openConnections)
        first.exchangeEnded(onRoute: 1, status: 200, reason: nil, afterNanoseconds: 5)
        second.exchangeEnded(onRoute: 1, status: 200, reason: nil, afterNanoseconds: 6)
        var sum = MetricsSnapshot()
        sum.add(first.snapshot())
        sum.add(second.snapshot())
        #expect(sum.value(of: .openConnections) == 7)
        #expect(sum.requests(onRoute: 1, .successful) == 2)
        #expect(sum.durations(onRoute: 1).sumNanoseconds == 11)
    }

    /// During a reload one worker has the new rows already, whichever comes first.
    @Test(arguments: [false, true])
    func layoutsOfDifferentLengthAddUp(_ newFirst: Bool) {
        let old = MetricLayout().extended(routes: ["a"], upstreams: ["x"])
        let new = old.extended(routes: ["b"], upstreams: ["y"])
        let workers = [WorkerMetrics(old), WorkerMetrics(new)]
        for worker in workers { worker.exchangeEnded(onRoute: 1, status: 500, reason: nil, afterNanoseconds: 1) }
        workers[1].exchangeEnded(onRoute: 2, status: 500, reason: nil, afterNanoseconds: 1)
        var sum = MetricsSnapshot()
        for worker in newFirst ? workers.reversed() : workers { sum.add(worker.snapshot()) }
        #expect(sum.layout == new)
        #expect(sum.requests(onRoute: 1, .serverError) == 2)
        #expect(sum.requests(onRoute: 2, .serverError) == 1)
        #expect(sum.value(of: .connects, ofUpstream: 1) == 0)
    }
}
