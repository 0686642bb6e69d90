import GatehouseHTTP
import Testing

@testable import gatehouse

@Suite struct TourResultTests {
    private static let digest = "d1"
    private static let request = TourRequest(
        method: "POST", target: "/a", fields: [FieldLine("X-Original-URL", "/secret")])

    private static func arrival(
        target: String = "/a", fields: [FieldLine] = [], digest: String? = digest
    ) -> ReceivedRequest {
        var request = ReceivedRequest(method: "POST", target: target, fields: fields)
        request.bodySHA256 = digest
        return request
    }

    private static func complaint(
        _ expectation: TourStep.Expectation, status: UInt16, reason: Reason? = nil, arrived: [ReceivedRequest]
    ) -> String? {
        let step = TourStep(
            title: "", client: .public, request: request, expectation: expectation, removedFields: ["x-original-url"])
        let body = reason.map { "{\"status\":\(status),\"reason\":\"\($0.rawValue)\"}\n" } ?? ""
        return TourResult(
            step: step, reply: TourReply(status: status, body: Array(body.utf8)), arrived: arrived, bodySHA256: digest
        ).complaint
    }

    @Test func rightVerdictsHaveNoComplaint() {
        #expect(Self.complaint(.forwarded(status: 200), status: 200, arrived: [Self.arrival()]) == nil)
        #expect(Self.complaint(.refused(.routeNotFound), status: 404, reason: .routeNotFound, arrived: []) == nil)
    }

    @Test func aRefusalThatLetsSomethingThroughIsWrong() {
        let complaint = Self.complaint(
            .refused(.routeNotFound), status: 404, reason: .routeNotFound, arrived: [Self.arrival()])
        #expect(complaint == "it reached the connector")
    }

    @Test func theConnectorsOwnStatusIsNoRefusal() {
        #expect(Self.complaint(.refused(.routeNotFound), status: 404, arrived: []) == "expected route_not_found")
    }

    @Test func aRefusalOfAGoodRequestIsWrong() {
        let complaint = Self.complaint(.forwarded(status: 200), status: 404, reason: .routeNotFound, arrived: [])
        #expect(complaint == "expected to be forwarded")
    }

    @Test func goodRequestsReachTheConnectorExactlyOnce() {
        for arrived in [[], [Self.arrival(), Self.arrival()]] {
            #expect(
                Self.complaint(.forwarded(status: 200), status: 200, arrived: arrived)
                    == "expected one request at the connector, not \(arrived.count)")
        }
    }

    @Test(arguments: [
        (arrival(target: "/b"), "the connector got POST /b"), (arrival(digest: "d2"), "the connector got another body"),
        (arrival(digest: nil), "the connector got another body"),
        (
            arrival(fields: [FieldLine("x-original-url", "/secret")]),
            "x-original-url of the client reached the connector"
        ),
    ])
    func whatArrivesIsWhatWasSent(_ arrived: ReceivedRequest, _ expected: String) {
        #expect(Self.complaint(.forwarded(status: 200), status: 200, arrived: [arrived]) == expected)
    }
}
