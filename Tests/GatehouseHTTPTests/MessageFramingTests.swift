import GatehouseHTTP
import Testing

struct MessageFramingTests {
    @Test func exactlyOneRuleApplies() throws {
        #expect(try MessageFraming(request: MessageBuffer([:])) == .none)
        #expect(try MessageFraming(request: MessageBuffer(["content-length": "0"])) == .none)
        #expect(try MessageFraming(request: MessageBuffer(["content-length": "7"])) == .length(7))
        #expect(try MessageFraming(request: MessageBuffer(["transfer-encoding": "Chunked"])) == .chunked)
    }

    @Test func http10HasNoCodings() {
        let request = MessageBuffer(["transfer-encoding": "chunked"], version: .http10)
        #expect(throws: HTTP1Violation(.framingAmbiguous)) { try MessageFraming(request: request) }
    }

    @Test func bothFieldsAreAmbiguous() {
        let request = MessageBuffer(["content-length": "7", "transfer-encoding": "chunked"])
        #expect(throws: HTTP1Violation(.framingAmbiguous)) { try MessageFraming(request: request) }
    }
}
