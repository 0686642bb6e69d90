import Testing

@testable import GatehousePolicy

@Suite struct DecimalNumberTests {
    @Test(arguments: [("0", 0), ("7", 7), ("255", 255), ("65535", 65_535)])
    func readsDigits(text: String, value: Int) {
        let number = DecimalNumber.parse(text.utf8.span, maximum: 65_535)
        #expect(number == value)
    }

    @Test(arguments: ["", "00", "07", "65536", "99999", "100000", "+1", "-1", " 1", "1 ", "1.0", "0x1", "\u{661}"])
    func refusesOthers(text: String) {
        let number = DecimalNumber.parse(text.utf8.span, maximum: 65_535)
        #expect(number == nil)
    }
}
