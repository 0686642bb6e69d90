import GatehouseHTTP
import Testing

@testable import GatehouseExchange

@Suite struct ExchangeOutcomeTests {
    @Test func theReasonIsThatOfTheEnd() {
        #expect(ExchangeOutcome.forwarded.reason == nil)
        #expect(ExchangeOutcome.denied(Denial(.routeNotFound)).reason == .routeNotFound)
        #expect(ExchangeOutcome.aborted(.clientReset).reason == .clientReset)
    }
}
