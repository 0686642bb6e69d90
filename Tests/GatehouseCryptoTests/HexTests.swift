import GatehouseCrypto
import Testing

struct HexTests {
    @Test func everyByteSurvivesTheRoundTrip() {
        let all = (0...255).map { UInt8($0) }
        let text = Hex.encode(all.span)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(bytes(text).span) == all)
        #expect(Hex.decode(bytes(text.uppercased()).span) == all)
    }

    @Test func encodingIntoBytesIsTheSameText() {
        let input = pattern(40)
        let output = [UInt8](capacity: 80) { span in Hex.encode(input.span, into: &span) }
        #expect(String(decoding: output, as: UTF8.self) == Hex.encode(input.span))
    }

    @Test(arguments: ["0", "0g", "g0", " 00", "0x", "00 ", "0\u{0}"])
    func otherTextIsRefused(_ text: String) {
        #expect(Hex.decode(bytes(text).span) == nil)
    }
}
