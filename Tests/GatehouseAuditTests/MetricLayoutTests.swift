import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct MetricLayoutTests {
    @Test func rowsAreOnlyAdded() {
        let first = MetricLayout().extended(routes: ["a", "b"], upstreams: ["x"])
        let second = first.extended(routes: ["c", "a"], upstreams: ["y"])
        #expect(first.routes == ["-", "a", "b"])
        #expect(second.routes == ["-", "a", "b", "c"])
        #expect(second.upstreams == ["x", "y"])
        #expect(second.rows(ofRoutes: ["c", "a"]) == [3, 1])
        #expect(second.rows(ofUpstreams: ["y", "x"]) == [1, 0])
    }

    /// Places overlap nowhere: a row is exactly as long as what is in it.
    @Test func everyPlaceIsUsedOnce() {
        let reasons = Reason.allCases.count
        #expect(MetricLayout.refusedConnections == MetricCell.allCases.count)
        #expect(MetricLayout.fixedCount == MetricCell.allCases.count + 2 * reasons + 4 + 11)
        #expect(MetricLayout.routeCount == 5 + MetricHistogram.cellCount + reasons)
        #expect(MetricLayout.upstreamCount == MetricUpstreamCell.allCases.count + MetricHistogram.cellCount + reasons)
        #expect(MetricHistogram.sumCell == MetricHistogram.bounds.count + 1)
        #expect(MetricHistogram.cellCount == MetricHistogram.sumCell + 1)
    }
}
