import GatehouseHTTP
import Testing

struct FieldNameTests {
    @Test func tokensAreLegal() {
        #expect(FieldName.isLegal("Flex.Signature".utf8.span) == true)
        #expect(FieldName.isLegalInHTTP2("flex.signature".utf8.span) == true)
        #expect(FieldName.isLegalInHTTP2("Flex.signature".utf8.span) == false)
    }

    @Test(arguments: ["", "a b", "a:", ":path", "a\u{0}", "é", "a\r"])
    func othersAreNot(name: String) {
        #expect(FieldName.isLegal(name.utf8.span) == false)
        #expect(FieldName.isLegalInHTTP2(name.utf8.span) == false)
    }
}
