import Testing

@testable import GatehouseProxy

@Suite struct AcceptFailuresTests {
    @Test func theyAreToldEveryTenSecondsAndNoneIsForgotten() {
        var failures = AcceptFailures()
        #expect(failures.add(atNanoseconds: 1) == 1)
        for second in 1..<10 as Range<UInt64> { #expect(failures.add(atNanoseconds: second * 1_000_000_000) == nil) }
        #expect(failures.add(atNanoseconds: 10_000_000_001) == 10)
        #expect(failures.add(atNanoseconds: 10_000_000_002) == nil)
    }
}
