import Testing

@testable import GatehouseAudit

struct MetricLabelTests {
    @Test(arguments: [
        (UInt16(0), "none"), (200, "2xx"), (204, "2xx"), (308, "3xx"), (404, "4xx"), (499, "4xx"), (500, "5xx"),
        (599, "5xx"),
    ])
    func statusClasses(_ status: UInt16, _ text: String) {
        #expect(MetricLabel.StatusClass(status: status).text == text)
    }

    @Test func handshakesAreToldApart() {
        for handshake in MetricLabel.Handshake.allCases {
            let again = MetricLabel.Handshake(
                isTLS13: handshake.version == "TLSv1.3", isResumed: handshake.isResumed)
            #expect(again == handshake)
        }
    }

    @Test func wordsAreDistinct() {
        #expect(Set(MetricLabel.HandshakeFailure.allCases.map(\.text)).count == 11)
    }
}
