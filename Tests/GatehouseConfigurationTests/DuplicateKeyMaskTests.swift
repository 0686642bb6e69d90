import Testing

@testable import GatehouseConfiguration

struct DuplicateKeyMaskTests {
    @Test func renamesAPlainKeyAndFindsPlacesAgain() {
        var mask = DuplicateKeyMask("{a: 1, a: 2}\nb: 3")
        let isHidden = mask.hideKey(line: 1, column: 2)
        #expect(isHidden)
        #expect(mask.text == "{\u{E000}1\u{E001}a: 1, a: 2}\nb: 3")
        #expect(mask.original(line: 1, column: 2) == SourcePosition(line: 1, column: 2))
        #expect(mask.original(line: 1, column: 11) == SourcePosition(line: 1, column: 8))
        #expect(mask.original(line: 2, column: 1) == SourcePosition(line: 2, column: 1))
    }

    @Test func renamesInsideQuotesAndSeveralTimesOnALine() {
        var mask = DuplicateKeyMask("{\"a\": 1, a: 2, a: 3}")
        let areHidden = [mask.hideKey(line: 1, column: 13), mask.hideKey(line: 1, column: 2)]
        #expect(areHidden == [true, true])
        #expect(mask.text == "{\"\u{E000}2\u{E001}a\": 1, a: \u{E000}1\u{E001}2, a: 3}")
        #expect(mask.original(line: 1, column: 22) == SourcePosition(line: 1, column: 16))
    }

    @Test(arguments: [(1, 1), (1, 9), (9, 1), (0, 1), (1, 0)])
    func leavesAloneWhatIsNoWord(_ line: Int, _ column: Int) {
        var mask = DuplicateKeyMask("[a]: 1")
        let isHidden = mask.hideKey(line: line, column: column)
        #expect(!isHidden)
        #expect(mask.text == "[a]: 1")
    }

    @Test func takesTheMarkOffKeys() {
        #expect(DuplicateKeyMask.unmask("\u{E000}12\u{E001}name") == "name")
        #expect(DuplicateKeyMask.unmask("name") == "name")
    }

    @Test func givesUpAfterABoundedNumber() {
        var mask = DuplicateKeyMask("a: 1")
        let hidden = (0..<100).filter { _ in mask.hideKey(line: 1, column: 1) }.count
        #expect(hidden == 32)
        let text = String(repeating: "x: 1\n", count: 100)
        #expect(Fixtures.problems(in: text) == ["33:1: keys appear twice: `x` (keep one of them)"])
    }
}
