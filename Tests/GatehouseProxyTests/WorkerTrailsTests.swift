import GatehouseAudit
import Testing

@testable import GatehouseProxy

/// A flood through a whole gateway: what the trail tells is what was refused.
struct WorkerTrailsTests {
    @Test func aFloodIsToldInFewRecordsWithItsExactNumber() throws {
        let bench = try Bench(flood: FloodSettings(fullRecords: 10, windowNanoseconds: 10_000_000_000)) { _, _ in }
        let client = try TestClient(http2: bench.port)
        for _ in 0..<30 {
            let streams = try (0..<20).map { _ in try client.request("/nowhere") }
            #expect(client.run { streams.allSatisfy(client.isComplete) })
        }
        // The worker ends long before its window would.
        let records = try bench.auditRecords()
        var (inFull, together) = (0, 0)
        var index = RecordIndex()
        for record in records where record.contains("\"route_not_found\"") {
            let isRead = index.read(record.utf8.span)
            #expect(isRead)
            if index.has(.count) { together += index.number(.count, in: record.utf8.span) ?? 0 } else { inFull += 1 }
        }
        #expect(inFull + together == 600)
        #expect(records.count < 100)
    }
}
