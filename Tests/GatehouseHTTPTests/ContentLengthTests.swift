import GatehouseHTTP
import Testing

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
