import Testing

@testable import GatehouseAudit

struct MetricHistogramTests {
    @Test func boundsBelongToTheirBucket() {
        for (index, bound) in MetricHistogram.bounds.enumerated() {
            #expect(MetricHistogram.bucket(of: bound) == index)
            #expect(MetricHistogram.bucket(of: bound + 1) == index + 1)
        }
        #expect(MetricHistogram.bucket(of: 0) == 0)
        #expect(MetricHistogram.bucket(of: .max) == MetricHistogram.bounds.count)
    }

    @Test func boundsRise() {
        #expect(MetricHistogram.bounds == Array(Set(MetricHistogram.bounds)).sorted())
    }
}
