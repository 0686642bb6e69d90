import GatehouseCrypto
import Testing

struct PEMTests {
    private static let block = PEM.Block(label: "PUBLIC KEY", content: pattern(100))

    @Test func textComesBackAsTheSameBlock() throws {
        let pem = try PEM(parsing: Self.block.text)
        #expect(pem.blocks == [Self.block])
        #expect(!pem.hasOtherText)
        #expect(Self.block.text.split(separator: "\n").allSatisfy { $0.utf8.count <= 64 })
    }

    @Test func lineEndingsAndTrailingSpacesAreRead() throws {
        let text = Self.block.text.replacing("\n", with: " \r\n")
        #expect(try PEM(parsing: text).blocks == [Self.block])
    }

    @Test func textAroundBlocksIsReported() throws {
        let pem = try PEM(parsing: "subject=CN=x\n" + Self.block.text + "\n" + Self.block.text)
        #expect(pem.blocks.count == 2)
        #expect(pem.hasOtherText)
    }

    @Test func brokenBlocksAreRefused() {
        let text = Self.block.text
        let cases: [(String, PEMError)] = [
            (text.replacing("-----END PUBLIC KEY-----", with: ""), .boundaryMismatched),
            (text.replacing("END PUBLIC", with: "END PRIVATE"), .boundaryMismatched),
            (text.replacing("-----END PUBLIC KEY-----", with: Self.block.text), .boundaryMismatched),
            ("-----BEGIN X-----\n-----END X-----\n", .contentMalformed),
            ("-----BEGIN X-----\nZg=\n-----END X-----\n", .contentMalformed),
            ("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\nZg==\n-----END X-----\n", .headersPresent),
            (String(repeating: "x", count: 1_048_577), .tooLong),
        ]
        for (text, expected) in cases {
            #expect(throws: expected) { try PEM(parsing: text) }
        }
    }
}
