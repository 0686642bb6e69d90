import GatehouseHTTP
import Testing

struct LocalReplyTests {
    @Test func denialsCarryTheirWord() throws {
        let response = MessageBuffer()
        try #require(LocalReply(Denial(.methodNotAllowed), allow: "POST")).fill(response, date: "today".utf8.span)
        let length = response.body.count
        #expect(
            response.fields.lines == [
                ":status: 405", "date: today", "content-length: \(length)", "content-type: application/json",
                "cache-control: no-store", "allow: POST",
            ])
        #expect(response.declaredLength == UInt64(length))
        #expect(response.isEnded)
        #expect(response.body.takeText() == "{\"status\":405,\"reason\":\"method_not_allowed\"}\n")
    }

    @Test func redirectionsHaveNoContent() {
        let response = MessageBuffer()
        LocalReply(redirectingTo: "https://a.example/").fill(response, date: "today".utf8.span)
        #expect(
            response.fields.lines == [
                ":status: 308", "date: today", "content-length: 0", "cache-control: no-store",
                "location: https://a.example/",
            ])
        #expect(response.body.isEmpty == true)
    }

    @Test func someReasonsHaveNoReply() {
        #expect(LocalReply(Denial(.clientReset)) == nil)
    }
}
