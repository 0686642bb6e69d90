import Testing

@testable import GatehouseConfiguration

struct ByteCountTests {
    @Test(arguments: [
        ("0B", UInt64(0)), ("512B", 512), ("256KiB", 262_144), ("16MiB", 16_777_216), ("1GiB", 1_073_741_824),
        ("999999999GiB", 999_999_999 << 30),
    ])
    func readsDigitsAndUnit(_ text: String, _ expected: UInt64) {
        #expect(ByteCount(text)?.bytes == expected)
    }

    @Test(arguments: ["", "5", "B", "5 B", "-5B", "1.5KiB", "5KB", "5k", "5kib", "5TiB", "1000000000B"])
    func refusesEverythingElse(_ text: String) {
        #expect(ByteCount(text) == nil)
    }

    @Test(arguments: ["0B", "1023B", "1KiB", "3MiB", "1025KiB", "2GiB"])
    func writesWhatItReads(_ text: String) throws {
        #expect(try #require(ByteCount(text)).description == text)
    }

    @Test func isOrderedBySize() {
        #expect(ByteCount(bytes: 1) < .kibibytes(1))
        #expect(ByteCount.kibibytes(1024) == .mebibytes(1) && ByteCount.mebibytes(1024) == .gibibytes(1))
    }
}
