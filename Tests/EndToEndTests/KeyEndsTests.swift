import GatehouseConfiguration
import Testing

@testable import gatehouse

@Suite struct KeyEndsTests {
    private static let day: Int64 = 86_400
    /// 2027-01-01T00:00:00Z.
    private static let end: Int64 = 1_798_761_600

    private func rings(_ keys: String) throws -> [KeyRingSettings] {
        let text = """
            version: 1
            listeners:
              - {name: a, address: "127.0.0.1:1", redirect_to_https: {hosts: ["*"]}}
            signatures:
              - {name: fluent, scheme: fluent, keys: [\(keys)]}
            upstreams:
              - {name: connector, address: "127.0.0.1:8080", protocol: h2c}
            routes:
              - {id: hook, hosts: ["*"], path: /hook, methods: [POST], exposure: public, require: {signature: fluent},
                 upstream: connector}

            """
        return try ConfigurationDocument(reading: Array(text.utf8), file: "policy.yaml").keyRings
    }

    private func key(_ id: String, _ end: String?) -> String {
        "{id: \(id), file: \(id).pem" + (end.map { ", not_after: \"\($0)\"" } ?? "") + "}"
    }

    @Test func eachThresholdIsToldOnce() throws {
        var ends = KeyEnds()
        ends.follow(try rings(key("one", "2027-01-01T00:00:00Z") + ", " + key("endless", nil)))
        #expect(ends.due(nowSeconds: Self.end - 31 * Self.day).isEmpty)
        let first = KeyEnds.Ending(name: "fluent/one", thresholdDays: 30, daysLeft: 29)
        #expect(ends.due(nowSeconds: Self.end - 30 * Self.day + 1) == [first])
        #expect(ends.due(nowSeconds: Self.end - 29 * Self.day).isEmpty)
        #expect(ends.due(nowSeconds: Self.end - Self.day).map(\.thresholdDays) == [1])
        #expect(
            ends.due(nowSeconds: Self.end + 1) == [KeyEnds.Ending(name: "fluent/one", thresholdDays: 0, daysLeft: -1)])
        #expect(ends.due(nowSeconds: Self.end + 100 * Self.day).isEmpty)
    }

    @Test func aReloadSaysNothingTwiceAndANewEndAnew() throws {
        var ends = KeyEnds()
        let ring = try rings(key("one", "2027-01-01T00:00:00Z"))
        ends.follow(ring)
        let now = Self.end - 10 * Self.day
        #expect(ends.due(nowSeconds: now).count == 1)
        ends.follow(ring)
        #expect(ends.due(nowSeconds: now).isEmpty)
        ends.follow(try rings(key("one", "2027-01-01T00:00:01Z")))
        #expect(ends.due(nowSeconds: now).count == 1)
    }

    /// A clock that is set back and forth warns neither twice nor never.
    @Test func aClockThatJumpsChangesNothing() throws {
        var ends = KeyEnds()
        ends.follow(try rings(key("one", "2027-01-01T00:00:00Z")))
        #expect(ends.due(nowSeconds: Self.end - 2 * Self.day).map(\.thresholdDays) == [3])
        #expect(ends.due(nowSeconds: 0).isEmpty)
        #expect(ends.due(nowSeconds: Int64.max / 2).map(\.thresholdDays) == [0])
        #expect(ends.due(nowSeconds: Self.end - 20 * Self.day).isEmpty)
    }
}
