import Testing

@testable import GatehouseTransport

struct ByteSearchTests {
    @Test(arguments: [
        ("a\nb\n", 0, 1), ("a\nb\n", 2, 3), ("a\nb\n", 4, nil), ("ab", 0, nil), ("", 0, nil), ("\n", -1, nil),
    ])
    func findsBytes(_ text: String, _ start: Int, _ expected: Int?) {
        let found = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: Array(text.utf8).span, from: start)
        #expect(found == expected)
    }

    @Test(arguments: [
        ("needle", "a needle here", true), ("needle", "needl", false), ("", "x", true), ("x", "", false),
        ("b", "ab", true),
    ])
    func findsTexts(_ needle: String, _ text: String, _ expected: Bool) {
        let isFound = ByteSearch.contains(Array(needle.utf8).span, in: Array(text.utf8).span)
        #expect(isFound == expected)
    }

    /// What is behind the bytes must not be looked at.
    @Test func staysWithinItsBytes() {
        let bytes = Array("abc\nneedle".utf8)
        let end = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: bytes.span.extracting(0..<3), from: 0)
        #expect(end == nil)
        let isFound = ByteSearch.contains(Array("needle".utf8).span, in: bytes.span.extracting(0..<9))
        #expect(!isFound)
    }
}
