import Testing

@testable import GatehouseProxy

struct TrailLossTests {
    private func line(_ members: String) -> String {
        "{\"time\":\"2026-11-25T16:03:31.123456Z\",\"record\":\"audit\",\(members)}\n"
    }

    @Test func countsRecordsAndTheRejectionsInThem() {
        let text =
            line("\"event\":\"request_refused\",\"reason\":\"route_not_found\"")
            + line("\"event\":\"rejections_aggregated\",\"reason\":\"route_not_found\",\"count\":40")
            + line("\"event\":\"policy_loaded\"") + "no record\n"
        let loss = TrailLoss(of: text.utf8.span)
        #expect(loss == TrailLoss(records: 4, rejections: 41))
        let nothing = TrailLoss(of: "".utf8.span)
        #expect(nothing == TrailLoss())
    }
}
