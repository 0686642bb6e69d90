import GatehouseHTTP
import TestSupport
import Testing

@testable import GatehousePolicy

/// No spelling of a private path gets through from a public address, whatever the connector makes of it.
@Suite struct PathObfuscationTests {
    private static let privatePaths = ["/actuator/env", "/api/v1/fluent-connect/scheduler/add/x"]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func privateRoutesStayPrivateUnderTheSeedsTable(seed: UInt64) throws {
        try check(SeedPolicy.table(), seed: seed)
    }

    /// Here everything that does not look private is forwarded, so each disagreement between us and a server shows.
    @Test(arguments: [5, 6, 7, 8] as [UInt64])
    func privateRoutesStayPrivateBesideARouteForEverything(seed: UInt64) throws {
        let counts = try check(SeedPolicy.openTable(), seed: seed)
        // The test says something only while attacks would work without us, and harmless targets pass.
        #expect(counts.dangerous > 1000)
        #expect(counts.forwarded > 80)
    }

    @discardableResult
    private func check(_ table: RouteTable, seed: UInt64) throws -> (dangerous: Int, forwarded: Int) {
        var obfuscation = PathObfuscation(seed: seed)
        var counts = (dangerous: 0, forwarded: 0)
        for round in 0..<3000 {
            let target = obfuscation.spelling(of: Self.privatePaths[round % 2])
            if reachesPrivate(target) { counts.dangerous += 1 }
            guard let sent = table.answer(target, client: SeedPolicy.publicClient).sent else { continue }
            counts.forwarded += 1
            #expect(!reachesPrivate(sent), "seed \(seed): \(String(decoding: target, as: UTF8.self))")
        }
        return counts
    }

    /// What a private client may do with a spelling, it may do with the canonical one, and the servers agree on that.
    @Test(arguments: [9, 10, 11, 12] as [UInt64])
    func whatIsForwardedHasOneReading(seed: UInt64) throws {
        let table = try SeedPolicy.openTable()
        var obfuscation = PathObfuscation(seed: seed)
        var forwarded = 0
        for round in 0..<2000 {
            let target = obfuscation.spelling(of: Self.privatePaths[round % 2])
            let answer = table.answer(target, client: SeedPolicy.privateClient)
            guard let sent = answer.sent else { continue }
            forwarded += 1
            #expect(try CanonicalPath(octets: sent).isPlain)
            #expect(table.answer(sent, client: SeedPolicy.privateClient) == answer)
            let path = Array(sent.prefix { $0 != UInt8(ascii: "?") })
            let readings = PathReadings(of: path.span)
            #expect(readings.raw == path && readings.rfc3986 == path)
            #expect(readings.tomcat == path && readings.springSegments == path)
        }
        #expect(forwarded > 400)
    }

    @Test(arguments: [13, 14] as [UInt64])
    func legitimateRequestsPassUnchanged(seed: UInt64) throws {
        let table = try SeedPolicy.table()
        var random = SeededGenerator(seed: seed)
        let pieces =
            "abzAZ09-_~.!$&'()*+,=:@".map(String.init) + [
                "%20", "%C3%A9", "%E2%82%AC", "%F0%9F%98%80", "%25", "%3B", "%22",
            ]
        for _ in 0..<2000 {
            // A letter in front keeps the segment from being a dot segment.
            let job = "j" + (0..<Int(random.next() % 12)).map { _ in random.pick(pieces) }.joined()
            let query = random.pick(["", "?", "?a=b&c=%2f%00;x/../y", "?/actuator"])
            let target = Array("/api/v1/fluent-connect/scheduler/add/\(job)\(query)".utf8)
            let answer = table.answer(target, client: SeedPolicy.privateClient)
            #expect(answer == .allow(route: "scheduler", sent: target))
        }
    }

    /// True when some server may take the target's path for one of the private routes.
    private func reachesPrivate(_ target: [UInt8]) -> Bool {
        let path = Array(target.prefix { $0 != UInt8(ascii: "?") })
        let scheduler = ["api", "v1", "fluent-connect", "scheduler", "add"].map { Array($0.utf8) }
        return ConnectorModel.readings(of: path).contains { reading in
            // A final slash makes no difference to older Spring versions.
            let segments = reading.last == [] ? reading.dropLast() : reading[...]
            return segments.first == Array("actuator".utf8)
                || segments.count == scheduler.count + 1 && segments.starts(with: scheduler) && segments.last != []
        }
    }
}
