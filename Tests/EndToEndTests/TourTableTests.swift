import Foundation
import GatehouseHTTP
import Testing

@testable import gatehouse

@Suite struct TourTableTests {
    private static func result(
        _ expectation: TourStep.Expectation, _ reply: TourReply?, arrived: [ReceivedRequest] = [],
        title: String = "a request"
    ) -> TourResult {
        let step = TourStep(title: title, client: .private, request: TourRequest(), expectation: expectation)
        return TourResult(step: step, reply: reply, arrived: arrived, bodySHA256: "")
    }

    private static func refusal(_ reason: Reason) -> TourReply {
        let status = reason.status ?? 0
        return TourReply(
            status: status, body: Array("{\"status\":\(status),\"reason\":\"\(reason.rawValue)\"}\n".utf8))
    }

    @Test(arguments: Reason.allCases.filter { ($0.status ?? 0) >= 400 })
    func fitsATerminalWithEveryReason(_ reason: Reason) {
        let title = String(repeating: "x", count: TourTable.titleWidth)
        let arrived = [ReceivedRequest(method: "POST", target: "/", fields: [])]
        let table = TourTable(
            [
                Self.result(.refused(reason), Self.refusal(reason), title: title),
                Self.result(.refused(reason), TourReply(status: 200), arrived: arrived, title: title),
            ], isColoured: false)
        for line in table.lines { #expect(line.count <= 120, "\(line)") }
    }

    @Test func columnsStandBelowTheirHeads() throws {
        let lines = TourTable(
            [Self.result(.refused(.routeNotFound), Self.refusal(.routeNotFound))], isColoured: false
        ).lines
        let head = try #require(lines[0].range(of: "REASON"))
        let cell = try #require(lines[1].range(of: "route_not_found"))
        #expect(
            lines[0].distance(from: lines[0].startIndex, to: head.lowerBound)
                == lines[1].distance(from: lines[1].startIndex, to: cell.lowerBound))
    }

    @Test func saysWhatIsWrongAndCountsIt() {
        let lines = TourTable(
            [
                Self.result(.refused(.routeNotFound), Self.refusal(.routeNotFound)),
                Self.result(.refused(.routeNotFound), Self.refusal(.pathNotCanonical)),
                Self.result(.refused(.routeNotFound), nil),
            ], isColoured: false
        ).lines
        #expect(lines[1].hasSuffix("ok"))
        #expect(lines[2].hasSuffix("WRONG"))
        #expect(lines[3] == "  ^ expected route_not_found")
        #expect(lines[5] == "  ^ no complete response")
        #expect(lines.last == "3 requests: 0 reached the connector, 3 were stopped at the gate; 2 WRONG")
    }

    @Test func coloursOnlyWhenAsked() {
        let results = [
            Self.result(.refused(.routeNotFound), Self.refusal(.routeNotFound)),
            Self.result(.refused(.routeNotFound), nil),
        ]
        let plain = TourTable(results, isColoured: false).lines
        let coloured = TourTable(results, isColoured: true).lines
        #expect(!plain.contains { $0.contains("\u{1B}") })
        #expect(coloured[0].hasPrefix("\u{1B}[1m"))
        #expect(coloured[1] == plain[1])
        #expect(coloured[2] == "\u{1B}[1;31m\(plain[2])\u{1B}[0m")
    }
}
