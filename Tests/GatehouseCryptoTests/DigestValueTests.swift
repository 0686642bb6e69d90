import GatehouseCrypto
import Testing

struct DigestValueTests {
    @Test func lengthFollowsTheAlgorithm() throws {
        for algorithm in DigestAlgorithm.allCases {
            let value = try Digest.value(of: bytes("x").span, algorithm)
            #expect(value.count == algorithm.byteCount)
            #expect(value.withSpan { $0.count } == algorithm.byteCount)
            #expect(value.hexadecimal.utf8.count == 2 * algorithm.byteCount)
        }
    }

    @Test func equalityIsByContentAndLength() throws {
        let one = try Digest.value(of: bytes("x").span, .sha256)
        #expect(try one == Digest.value(of: bytes("x").span, .sha256))
        #expect(try one != Digest.value(of: bytes("y").span, .sha256))
        #expect(try one != Digest.value(of: bytes("x").span, .sha512))
    }
}
