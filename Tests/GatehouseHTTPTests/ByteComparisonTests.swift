import GatehouseHTTP
import Testing

struct ByteComparisonTests {
    @Test func comparesOctets() {
        let text = "Host".utf8.span
        #expect(text.equals("Host") == true)
        #expect(text.equals("host") == false)
        #expect(text.equalsIgnoringCase("hOST") == true)
        #expect(text.equals("Hos") == false)
        #expect(text.equalsIgnoringCase("hosts") == false)
    }

    @Test func onlyLettersHaveCase() {
        #expect("@".utf8.span.equalsIgnoringCase("`") == false)
        #expect("[".utf8.span.equalsIgnoringCase("{") == false)
        #expect(UInt8(ascii: "Z").lowercased == UInt8(ascii: "z"))
        #expect(UInt8(0xc9).lowercased == 0xc9)
    }

    @Test func readsHexadecimalDigits() {
        let values = "09afAFgG:/@`".utf8.map(\.hexadecimalValue)
        #expect(values == [0, 9, 10, 15, 10, 15, nil, nil, nil, nil, nil, nil])
    }
}
