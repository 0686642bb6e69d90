import GatehouseHTTP
import Testing

struct HeaderRulesTests {
    @Test func nothingThatIsOursIsPassedOn() {
        for field in KnownField.allCases {
            let name = field.name ?? "x-forwarded-x"
            let isPassedOn = HeaderRules.isPassedOn(field, name: name.utf8.span)
            #expect(isPassedOn == (field.treatment == .endToEnd))
        }
        #expect(HeaderRules.isPassedOn(.other, name: "flex.signature".utf8.span) == true)
        #expect(HeaderRules.isPassedOn(.other, name: "x_forwarded_for".utf8.span) == false)
        #expect(HeaderRules.isPassedOn(.other, name: "content_length".utf8.span) == false)
        #expect(HeaderRules.isPassedOn(.other, name: "content_type".utf8.span) == true)
    }

    @Test(arguments: [
        ("x-checksum", true), ("grpc-status", true), ("x_real_ip", false), ("host", false), (":x", false),
    ])
    func trailersAreFewerThanFields(name: String, isAllowed: Bool) {
        let known = KnownField(name: name.utf8.span)
        #expect(HeaderRules.isAllowedInTrailers(known, name: name.utf8.span) == isAllowed)
    }
}
