import GatehouseCrypto
import Testing

struct ConstantTimeTests {
    private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        ConstantTime.equals(left.span, right.span)
    }

    @Test func everyDifferenceIsSeen() {
        let original = pattern(64)
        #expect(areEqual(original, pattern(64)))
        for index in original.indices {
            for bit in 0..<8 {
                var other = original
                other[index] ^= 1 << UInt8(bit)
                #expect(!areEqual(original, other))
            }
        }
    }

    @Test func lengthsCount() {
        #expect(areEqual([], []))
        #expect(!areEqual(pattern(3), pattern(4)))
        #expect(!areEqual([], pattern(1)))
    }
}
