import GatehouseHTTP
import Testing

struct FieldValueTests {
    @Test func everyOctetIsJudged() {
        for octet in UInt8.min...UInt8.max {
            let isLegal = octet == 9 || (octet >= 32 && octet != 127)
            #expect(FieldValue.isLegal([UInt8(ascii: "a"), octet, UInt8(ascii: "b")].span) == isLegal)
        }
    }

    @Test func http2HasNoWhiteSpaceAtTheEnds() {
        #expect(FieldValue.isLegalInHTTP2("".utf8.span) == true)
        #expect(FieldValue.isLegalInHTTP2("a b".utf8.span) == true)
        for value in [" a", "a ", "\ta", "a\t", " ", "a\nb"] {
            #expect(FieldValue.isLegalInHTTP2(value.utf8.span) == false)
        }
    }
}
