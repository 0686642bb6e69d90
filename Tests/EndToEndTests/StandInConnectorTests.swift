import GatehouseCrypto
import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport
import Testing

@testable import gatehouse

@Suite struct StandInConnectorTests {
    /// Sends one request in clear, straight to the connector.
    private func send(_ request: TourRequest, to connector: StandInConnector) throws -> TourReply {
        let socket = try Socket.connecting(to: connector.address)
        let peer = PeerConnection(cleartext: socket, buffers: IOBuffers())
        let exchange = try TourExchange(peer, wire: HTTP2TourWire(request))
        return try exchange.run(untilNanoseconds: Clock.monotonicNanoseconds() + 10_000_000_000)
    }

    @Test(arguments: [
        ("POST", "/api/v1/fluent-connect/webhook", 200, #"{"status":"SUCCESS"}"#),
        ("GET", "/api/v1/fluent-connect/webhook", 404, ""),
        ("POST", "/api/v1/fluent-connect/scheduler/add/job?at=1", 202, ""),
        ("GET", "/actuator/health", 200, #"{"status":"UP"}"#), ("GET", "/actuator/env", 404, ""), ("GET", "/", 404, ""),
    ])
    func answersAsTheConnectSDKDoes(_ method: String, _ target: String, _ status: Int, _ body: String) throws {
        let connector = try StandInConnector()
        try connector.start()
        defer { connector.stop() }
        let reply = try send(TourRequest(version: .http2, method: method, target: target), to: connector)
        #expect(reply.status == UInt16(status))
        #expect(reply.text == body)
    }

    /// Many times the windows of stream and connection, both ways.
    @Test func takesAndGivesBodiesOfAnySize() throws {
        let size = 5 << 20
        let connector = try StandInConnector { request in
            ConnectorAnswer(
                status: 203, fields: [FieldLine("x-seen", String(request.bodyByteCount))],
                body: [UInt8](repeating: 7, count: size))
        }
        try connector.start()
        defer { connector.stop() }
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let request = TourRequest(
            version: .http2, method: "PUT", target: "/a?b", fields: [FieldLine("X-Name", "value")], body: body)
        let reply = try send(request, to: connector)
        #expect(reply.status == 203)
        #expect(reply.fields.values(of: "x-seen") == [String(size)])
        #expect(reply.body == [UInt8](repeating: 7, count: size))
        let arrived = try #require(connector.arrivals.requests().first)
        #expect(connector.arrivals.count == 1)
        #expect(arrived.method == "PUT")
        #expect(arrived.target == "/a?b")
        #expect(arrived.path == "/a")
        #expect(arrived.fields.values(of: "x-name") == ["value"])
        #expect(arrived.bodySHA256 == (try Digest.value(of: body.span, .sha256)).hexadecimal)
    }

    @Test func forgetsTheOldestArrivalsAndKeepsCounting() {
        let log = ArrivalLog()
        for index in 0...ArrivalLog.maximumCount {
            _ = log.begin(ReceivedRequest(method: "GET", target: "/\(index)", fields: []))
        }
        #expect(log.count == ArrivalLog.maximumCount + 1)
        #expect(log.requests(from: ArrivalLog.maximumCount).map(\.target) == ["/\(ArrivalLog.maximumCount)"])
        #expect(log.requests().count < ArrivalLog.maximumCount)
        var late = ReceivedRequest(method: "GET", target: "/late", fields: [])
        late.bodySHA256 = "d"
        log.update(0, to: late)
        #expect(!log.requests().contains(late))
    }
}
