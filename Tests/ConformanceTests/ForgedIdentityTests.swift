import TestSupport
import Testing

/// Clients that say who they are, in hundreds of spellings, through the whole gateway: the connector hears it from us.
@Suite(.serialized) struct ForgedIdentityTests {
    private static let requestsPerConnection = 25

    @Test(arguments: RecordingConnector.Version.allCases)
    func theConnectorHearsWhoTheClientIsFromUsAlone(upstream: RecordingConnector.Version) throws {
        let front = try Front(upstream: upstream)
        var forged = ForgedName(seed: 61)
        for round in 0..<12 {
            let rows = (0..<Self.requestsPerConnection).map { round * Self.requestsPerConnection + $0 + 1 }
            if round % 2 == 0 {
                try playHTTP1(rows.map { ($0, forged.fields(lowerCase: false)) }, front)
            } else {
                try playHTTP2(rows.map { ($0, forged.fields(lowerCase: true)) }, front)
            }
        }
        let (rules, arrivals) = (UpstreamRules(port: front.port), front.stop())
        #expect(arrivals.count == 12 * Self.requestsPerConnection)
        for request in arrivals {
            #expect(rules.objections(to: request) == [], "row \(request.row ?? 0)")
            #expect(!request.fields.contains { $0.value == "forged" }, "\(request.fields)")
        }
    }

    private typealias Forgery = (row: Int, fields: [(name: String, value: String)])

    /// Pipelined.
    private func playHTTP1(_ forgeries: [Forgery], _ front: Front) throws {
        let requests = forgeries.map { row, fields in
            let lines = fields.map { "\($0.name): \($0.value)\r\n" }.joined()
            return "GET /open/row\(row) HTTP/1.1\r\nHost: \(front.authority)\r\n\(lines)\r\n"
        }
        let play = try HTTP1Play(
            Array(requests.joined().utf8), to: front, answerCount: forgeries.count, clientLeaves: false)
        #expect(play.statuses == Array(repeating: 200, count: forgeries.count), "\(play.summary)")
    }

    /// As streams.
    private func playHTTP2(_ forgeries: [Forgery], _ front: Front) throws {
        let frames = forgeries.enumerated().map { index, forgery in
            let fields = forgery.fields.map { " | \($0.name): \($0.value)" }.joined()
            return "HEADERS \(2 * index + 1) EH \(front.http2Names(row: forgery.row)["GET"] ?? "")\(fields)"
        }
        let play = try HTTP2Play(FrameScript(frames.joined(separator: " || "), goodHead: ""), to: front)
        #expect(play.words == Array(repeating: "200", count: forgeries.count), "\(play.summary)")
    }
}
