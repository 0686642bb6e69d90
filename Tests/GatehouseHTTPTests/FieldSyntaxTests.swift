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

struct FieldListTests {
    @Test(arguments: [
        ("", []), ("a", ["a"]), (" a ,\tb\t", ["a", "b"]), (",,a,,b,", ["a", "b"]), (" , ", []),
        ("a b,c", ["a b", "c"]),
    ])
    func elementsAreTrimmed(value: String, elements: [String]) {
        var found: [String] = []
        FieldList.forEach(in: value.utf8.span) { found.append(String(decoding: $0)) }
        #expect(found == elements)
    }
}

struct ContentLengthTests {
    @Test(arguments: [("0", 0), ("42", 42), ("000007", 7), ("999999999999999999", 999_999_999_999_999_999)])
    func digitsAreRead(value: String, length: UInt64) {
        #expect(ContentLength.parse(value.utf8.span) == length)
    }

    @Test(arguments: ["", "-1", "+1", "1 ", " 1", "1,1", "0x1", "1.0", "9999999999999999999", "١"])
    func othersAreRefused(value: String) {
        #expect(ContentLength.parse(value.utf8.span) == nil)
    }
}
