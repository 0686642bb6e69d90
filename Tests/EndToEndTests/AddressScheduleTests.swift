import GatehouseConfiguration
import Testing

@testable import gatehouse

struct AddressScheduleTests {
    private let second: UInt64 = 1_000_000_000

    static func upstreams(_ lines: String...) throws -> [UpstreamSettings] {
        let text = """
            version: 1
            listeners: [{name: https, address: "127.0.0.1:0", tls: {certificates: [edge]}}]
            certificates: [{name: edge, chain: c.pem, key: k.pem}]
            upstreams:
            \(lines.map { "  - {protocol: h2c, \($0)}" }.joined(separator: "\n"))
            routes:
              - {id: a, hosts: ["*"], path: /a, methods: [GET], exposure: public, require: none, upstream: one}

            """
        return try ConfigurationDocument(reading: Array(text.utf8), file: "f").upstreams
    }

    @Test func namesComeUpAtTheirIntervalAndAddressesNever() throws {
        var schedule = AddressSchedule()
        let upstreams = try Self.upstreams(
            "name: one, addresses: [\"10.0.0.1:80\", \"a.test:80\"], resolve: 2s",
            "name: two, address: \"b.test:80\", resolve: 3s")
        schedule.follow(upstreams, nowNanoseconds: 0)
        var asked: [String] = []
        for now in 1...6 as ClosedRange<UInt64> {
            for place in schedule.takeDue(nowNanoseconds: now * second) { asked.append("\(now) \(place.host)") }
            schedule.follow(upstreams, nowNanoseconds: now * second)
        }
        #expect(asked.sorted() == ["2 a.test", "3 b.test", "4 a.test", "6 a.test", "6 b.test"])
    }

    @Test func withoutNamesNothingIsDue() throws {
        var schedule = AddressSchedule()
        schedule.follow(try Self.upstreams("name: one, address: \"10.0.0.1:80\""), nowNanoseconds: 0)
        #expect(schedule.wakeNanoseconds == .max)
    }

    @Test func theShortestIntervalCounts() throws {
        var schedule = AddressSchedule()
        let upstreams = try Self.upstreams(
            "name: one, address: \"a.test:80\", resolve: 9s", "name: two, address: \"a.test:80\", resolve: 4s",
            "name: three, address: \"a.test:80\", resolve: 7s")
        schedule.follow(upstreams, nowNanoseconds: 0)
        #expect(schedule.wakeNanoseconds == 4 * second)
    }
}
