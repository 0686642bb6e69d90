import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct WorkerMetricsTests {
    private let layout = MetricLayout().extended(routes: ["hook", "jobs"], upstreams: ["connector"])

    @Test func countsNothingAtFirst() {
        #expect(WorkerMetrics(layout).snapshot() == MetricsSnapshot(layout))
    }

    @Test func singleNumbersRiseAndFall() {
        let metrics = WorkerMetrics(layout)
        metrics.add(to: .openConnections)
        metrics.add(2, to: .openConnections)
        metrics.add(-1, to: .openConnections)
        metrics.add(500, to: .downstreamSentBytes)
        #expect(metrics.snapshot().value(of: .openConnections) == 2)
        #expect(metrics.snapshot().value(of: .downstreamSentBytes) == 500)
        #expect(metrics.snapshot().value(of: .acceptedConnections) == 0)
    }

    @Test func exchangesCountOnceOnTheirRoute() {
        let metrics = WorkerMetrics(layout)
        metrics.exchangeEnded(onRoute: 1, status: 204, reason: nil, afterNanoseconds: 3_000_000)
        metrics.exchangeEnded(onRoute: 1, status: 401, reason: .signatureInvalid, afterNanoseconds: 700_000)
        metrics.exchangeEnded(onRoute: 0, status: 0, reason: .clientClosed, afterNanoseconds: 20_000_000_000)
        let snapshot = metrics.snapshot()
        #expect(snapshot.requests(onRoute: 1, .successful) == 1)
        #expect(snapshot.requests(onRoute: 1, .clientError) == 1)
        #expect(snapshot.requests(onRoute: 0, .none) == 1)
        #expect(snapshot.requests(onRoute: 2, .successful) == 0)
        #expect(snapshot.rejections(onRoute: 1, .signatureInvalid) == 1)
        #expect(snapshot.rejections(.signatureInvalid) == 1)
        #expect(snapshot.rejections(.clientClosed) == 1)
        #expect(snapshot.durations(onRoute: 1).sumNanoseconds == 3_700_000)
        #expect(snapshot.durations(onRoute: 1).buckets.reduce(0, +) == 2)
        #expect(snapshot.durations(onRoute: 0).buckets.last == 1)
    }

    @Test func everyReasonHasAPlaceOfItsOwn() {
        for reason in Reason.allCases {
            let metrics = WorkerMetrics(layout)
            metrics.connectionRefused(reason)
            metrics.connectFailed(reason, toUpstream: 0)
            metrics.exchangeEnded(onRoute: 2, status: 400, reason: reason, afterNanoseconds: 1)
            let snapshot = metrics.snapshot()
            for other in Reason.allCases {
                let expected: UInt64 = other == reason ? 1 : 0
                #expect(snapshot.connectionsRefused(other) == expected)
                #expect(snapshot.failedConnects(other, toUpstream: 0) == expected)
                #expect(snapshot.rejections(onRoute: 2, other) == expected)
                #expect(snapshot.rejections(onRoute: 1, other) == 0)
            }
        }
    }

    @Test func handshakes() {
        let metrics = WorkerMetrics(layout)
        metrics.handshakeDone(MetricLabel.Handshake(isTLS13: true, isResumed: false))
        metrics.handshakeDone(MetricLabel.Handshake(isTLS13: false, isResumed: true))
        metrics.handshakeFailed(.notTLS)
        let snapshot = metrics.snapshot()
        #expect(MetricLabel.Handshake.allCases.map { snapshot.handshakes($0) } == [0, 1, 1, 0])
        #expect(MetricLabel.HandshakeFailure.allCases.filter { snapshot.failedHandshakes($0) > 0 } == [.notTLS])
    }

    @Test func upstreams() {
        let metrics = WorkerMetrics(layout)
        metrics.add(to: .streams, ofUpstream: 0)
        metrics.add(-1, to: .openStreams, ofUpstream: 0)
        metrics.add(to: .openStreams, ofUpstream: 0)
        metrics.responseCame(afterNanoseconds: 500_000, fromUpstream: 0)
        let snapshot = metrics.snapshot()
        #expect(snapshot.value(of: .streams, ofUpstream: 0) == 1)
        #expect(snapshot.value(of: .openStreams, ofUpstream: 0) == 0)
        #expect(snapshot.responses(fromUpstream: 0).buckets.first == 1)
    }

    @Test func aReloadKeepsWhatWasCounted() {
        let metrics = WorkerMetrics(layout)
        metrics.exchangeEnded(onRoute: 2, status: 200, reason: nil, afterNanoseconds: 1)
        let next = layout.extended(routes: ["new", "hook"], upstreams: ["second"])
        metrics.adopt(next)
        metrics.exchangeEnded(onRoute: 3, status: 200, reason: nil, afterNanoseconds: 1)
        metrics.add(to: .connects, ofUpstream: 1)
        let snapshot = metrics.snapshot()
        #expect(snapshot.layout == next)
        #expect(snapshot.requests(onRoute: 2, .successful) == 1)
        #expect(snapshot.requests(onRoute: 3, .successful) == 1)
        #expect(snapshot.value(of: .connects, ofUpstream: 1) == 1)
    }
}
