import Testing

@testable import GatehouseCrypto

/// Compressing and expanding are held against each other, and against the fixed vector of another implementation.
struct GzipTests {
    private func compressed(_ content: [UInt8], piece: Int = .max) throws -> [UInt8] {
        var compressor = try GzipCompressor(level: 6)
        var output: [UInt8] = []
        var start = 0
        while start < content.count {
            let end = piece < content.count - start ? start + piece : content.count
            compressor.compress(content.span.extracting(start..<end)) { append($0, to: &output) }
            start = end
        }
        compressor.finish { append($0, to: &output) }
        return output
    }

    private func expanded(_ content: [UInt8], piece: Int = .max) throws -> [UInt8] {
        var expander = try GzipExpander(pieceByteCount: 1000)
        var output: [UInt8] = []
        var start = 0
        while start < content.count {
            let end = piece < content.count - start ? start + piece : content.count
            try expander.expand(content.span.extracting(start..<end)) { append($0, to: &output) }
            start = end
        }
        try expander.finish()
        return output
    }

    private func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        for index in bytes.indices { output.append(bytes[index]) }
    }

    @Test(arguments: [0, 1, 999, 1000, 65_535, 65_536, 300_000])
    func whatWasCompressedExpandsToTheSame(count: Int) throws {
        let content = pattern(count)
        for piece in [7001, Int.max] {
            let packed = try compressed(content, piece: piece)
            #expect(try expanded(packed, piece: piece == .max ? .max : 3) == content)
        }
    }

    /// `printf hello | gzip -n`
    @Test func readsWhatGzipWrites() throws {
        let vector: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
            0xa6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
        ]
        #expect(try expanded(vector) == bytes("hello"))
        #expect(try expanded(vector + vector, piece: 11) == bytes("hellohello"), "members follow each other")
    }

    @Test func aFileThatIsCutOffIsTruncated() throws {
        let packed = try compressed(pattern(5000))
        for count in [1, 5, 10, packed.count / 2, packed.count - 1] {
            #expect(throws: GzipError.truncated) { _ = try expanded(Array(packed.prefix(count))) }
        }
    }

    @Test func damageIsSeen() throws {
        var packed = try compressed(pattern(5000))
        packed[packed.count - 6] ^= 1
        #expect(throws: GzipError.corrupt) { _ = try expanded(packed) }
        #expect(throws: GzipError.corrupt) { _ = try expanded(bytes("no gzip file at all")) }
        let trailing = try compressed(pattern(10)) + bytes("garbage")
        #expect(throws: GzipError.corrupt) { _ = try expanded(trailing) }
    }

    /// A bomb is handed on in pieces, so that its reader decides how much of it to keep.
    @Test func piecesAreBounded() throws {
        let packed = try compressed([UInt8](repeating: 0, count: 5_000_000))
        #expect(packed.count < 10_000)
        var expander = try GzipExpander(pieceByteCount: 4096)
        var (largest, total) = (0, 0)
        try expander.expand(packed.span) {
            largest = max(largest, $0.count)
            total += $0.count
        }
        #expect(largest == 4096 && total == 5_000_000)
    }
}
