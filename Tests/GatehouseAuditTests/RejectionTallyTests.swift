import GatehouseHTTP
import GatehousePolicy
import TestSupport
import Testing

@testable import GatehouseAudit

struct RejectionTallyTests {
    private let settings = FloodSettings(fullRecords: 3, windowNanoseconds: 1_000_000_000, prefixLimit: 4)

    private func key(_ reason: Reason = .routeNotFound, client: UInt32 = 0x0a00_0001) -> RejectionKey {
        RejectionKey(reason: reason, route: nil, client: ClientPrefix(of: IPAddress(ipv4: client)))
    }

    private func sample(at nanoseconds: Int64) -> RejectionSample {
        var facts = SampleFacts.exchange
        facts.finishedAt = Timestamp(nanoseconds: nanoseconds)
        facts.requestID = InlineArray(repeating: UInt8(ascii: "1"))
        return RejectionSample(facts, head: SampleFacts.head())
    }

    private func flushed(_ tally: inout RejectionTally) throws -> (records: [[String: Any]], told: [UInt64]) {
        var queue = ByteQueue()
        var told: [UInt64] = []
        tally.flush(at: Timestamp(nanoseconds: 2_000_000_000), to: &queue) { told.append($0) }
        let lines = bytes(of: queue).split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        return (try lines.map { try parsed($0) }, told)
    }

    @Test func writesTheFirstInFullAndCountsTheOthers() throws {
        var tally = RejectionTally(settings)
        var written = 0
        for moment in 1...10 {
            let id = InlineArray<32, UInt8>(repeating: UInt8(ascii: "0") + UInt8(moment % 10))
            let isWritten = tally.admit(key(), at: Timestamp(nanoseconds: Int64(moment) * 1000), requestID: id) {
                sample(at: Int64(moment) * 1000)
            }
            if isWritten { written += 1 }
        }
        #expect(written == 3 && tally.nanosecondsUntilDue(atNanoseconds: 1_000) == 1_000_000_000)
        let (records, told) = try flushed(&tally)
        let record = try #require(records.first)
        #expect(records.count == 1 && told == [7])
        #expect(record.text("event") == "rejections_aggregated" && record.number("count") == 7)
        #expect(record.text("reason") == "route_not_found" && record.text("client_network") == "10.0.0.0/24")
        #expect(record.text("first_time") == "1970-01-01T00:00:00.000004Z")
        #expect(record.text("last_time") == "1970-01-01T00:00:00.000010Z")
        #expect(record.text("first_request_id") == String(repeating: "1", count: 32))
        #expect(record.text("last_request_id") == String(repeating: "0", count: 32))
        #expect(record.text("target") == "/hook" && record.text("route") == "webhook" && record.number("status") == 401)
        #expect(tally.nanosecondsUntilDue(atNanoseconds: 0) == nil)
    }

    @Test func aNewWindowWritesInFullAgain() throws {
        var tally = RejectionTally(settings)
        for _ in 0..<2 {
            for number in 0..<5 {
                let isWritten = tally.admit(key(), at: Timestamp(nanoseconds: 0), requestID: nil) { sample(at: 0) }
                #expect(isWritten == (number < 3))
            }
            #expect(try flushed(&tally).told == [2])
        }
        #expect(try flushed(&tally).records.isEmpty)
    }

    @Test(arguments: [
        (5_000_000_000, false), (5_999_999_999, false), (6_000_000_000, true), (4_999_999_999, true), (0, true),
    ])
    func aWindowEndsInTimeAndWhenTheClockIsSetBack(_ now: Int64, _ expected: Bool) {
        var tally = RejectionTally(settings)
        #expect(!tally.isDue(atNanoseconds: now))
        _ = tally.admit(key(), at: Timestamp(nanoseconds: 5_000_000_000), requestID: nil) { sample(at: 0) }
        #expect(tally.isDue(atNanoseconds: now) == expected)
        #expect((tally.nanosecondsUntilDue(atNanoseconds: now) == 0) == expected)
    }

    @Test func theSampleIsTakenOnceOnly() {
        var tally = RejectionTally(settings)
        var samples = 0
        for _ in 0..<100 {
            _ = tally.admit(key(), at: Timestamp(nanoseconds: 0), requestID: nil) {
                samples += 1
                return RejectionSample(
                    connectionAt: Timestamp(nanoseconds: 0), policy: SampleFacts.minimalExchange.policyDigest)
            }
        }
        #expect(samples == 1)
    }

    /// Whatever comes in whichever order: nothing is lost, nothing is told twice, and records are few.
    @Test(arguments: 1...20) func everyRejectionIsToldExactlyOnce(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var tally = RejectionTally(settings)
        var expected: [Reason: Int] = [:]
        var told: [Reason: Int] = [:]
        var records = 0
        let reasons: [Reason] = [.routeNotFound, .signatureInvalid, .networkNotAllowed]
        for step in 0..<20_000 {
            let reason = reasons[Int.random(in: 0..<3, using: &random)]
            let client = UInt32.random(in: 0..<4096, using: &random) << UInt32.random(in: 0...20, using: &random)
            expected[reason, default: 0] += 1
            let isWritten = tally.admit(
                key(reason, client: client), at: Timestamp(nanoseconds: Int64(step)), requestID: nil
            ) { sample(at: Int64(step)) }
            if isWritten { (told[reason, default: 0], records) = (told[reason, default: 0] + 1, records + 1) }
            if Int.random(in: 0..<5000, using: &random) == 0 || step == 19_999 {
                for record in try flushed(&tally).records {
                    let reason = try #require(record.text("reason").flatMap(Reason.init(rawValue:)))
                    told[reason, default: 0] += record.number("count") ?? 0
                    records += 1
                }
            }
        }
        #expect(told == expected)
        // In each window: 4 keys with a prefix and 3 without, each with 3 full records and 1 with the count.
        #expect(records <= 30 * 7 * 4)
    }

    @Test func clientsBeyondTheLimitAreCountedTogether() throws {
        var tally = RejectionTally(settings)
        for client in 0..<100 {
            _ = tally.admit(key(client: UInt32(client) << 8), at: Timestamp(nanoseconds: 0), requestID: nil) {
                sample(at: 0)
            }
        }
        let (records, told) = try flushed(&tally)
        #expect(told == [93], "4 prefixes had one each; of the 96 others 3 were written in full")
        #expect(records[0]["client_network"] == nil)
    }
}
