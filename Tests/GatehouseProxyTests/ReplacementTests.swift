import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import Testing

@testable import GatehouseProxy

/// A snapshot is replaced while connections and exchanges are open.
@Suite(.serialized) struct ReplacementTests {
    private static let answering: TestConnector.Behaviour = { event, connection in
        if let event, event.kind == .requestHead { connection.respond(event.stream, body: [65]) }
    }
    private static let waiting: TestConnector.Behaviour = { event, connection in
        if let event, event.kind == .requestHead { connection.firstStream = event.stream }
    }

    /// The connection stays, its next exchange goes by the new snapshot, and over the pool that was there.
    @Test func connectionsStayAndPoolsOfTheSameUpstreamToo() throws {
        let bench = try Bench(Self.answering)
        let client = try TestClient(http2: bench.port)
        for digest in 1...3 as ClosedRange<UInt8> {
            let stream = try client.request("/open/a")
            #expect(client.run { client.isComplete(stream) })
            try bench.replace(digest: digest)
        }
        let last = try client.request("/open/a")
        #expect(client.run { client.isComplete(last) })
        #expect(client.end == nil)
        #expect(!client.events.contains { $0.kind == .goAwayReceived })
        #expect(bench.connector.acceptedCount == 1)
    }

    /// Open exchanges end at the connector at which they began; new ones go to the new one.
    @Test func exchangesKeepTheUpstreamThatTheyBeganWith() throws {
        let bench = try Bench(Self.waiting)
        let other = try TestConnector(Self.answering)
        defer { other.stop() }
        let client = try TestClient(http2: bench.port)
        let old = try client.request("/open/old")
        #expect(client.run { bench.connector.received.count == 1 })
        try bench.replace(connectorPorts: [other.port])
        let new = try client.request("/open/new")
        #expect(client.run { client.isComplete(new) })
        #expect(!client.isComplete(old))
        bench.connector.run { connections in
            for connection in connections {
                if let stream = connection.firstStream { connection.respond(stream, body: [66]) }
            }
        }
        #expect(client.run { client.isComplete(old) })
        #expect(client.body(of: old) == [66])
        #expect(client.body(of: new) == [65])
    }

    /// Whoever is trusted no longer must not go on with an old connection; what is open may finish.
    @Test func connectionsOfAnEarlierTrustAreDrained() throws {
        let bench = try Bench(Self.waiting)
        let client = try TestClient(http2: bench.port)
        let open = try client.request("/open/a")
        #expect(client.run { bench.connector.received.count == 1 })
        let idle = try TestClient(http1: bench.port)
        try bench.replace(trustGeneration: 1)
        #expect(idle.run { idle.end != nil })
        #expect(client.run { client.events.contains { $0.kind == .goAwayReceived } })
        bench.connector.run { connections in
            for connection in connections {
                if let stream = connection.firstStream { connection.respond(stream, body: [66]) }
            }
        }
        #expect(client.run { client.isComplete(open) && client.end != nil })
        #expect(client.body(of: open) == [66])
        let fresh = try TestClient(http1: bench.port)
        #expect(!fresh.run(seconds: 0.1) { fresh.end != nil })
    }

    /// Records tell the policy that decided.
    @Test func recordsCarryTheDigestOfTheirOwnSnapshot() throws {
        let bench = try Bench(Self.answering)
        let client = try TestClient(http2: bench.port)
        let first = try client.request("/nowhere")
        #expect(client.run { client.isComplete(first) })
        try bench.replace(digest: 0xab)
        let second = try client.request("/nowhere")
        #expect(client.run { client.isComplete(second) })
        let records = try bench.auditRecords().filter { $0.contains("route_not_found") }
        #expect(records.count == 2)
        #expect(records.first?.contains(String(repeating: "07", count: 32)) == true)
        #expect(records.last?.contains(String(repeating: "ab", count: 32)) == true)
    }
}
