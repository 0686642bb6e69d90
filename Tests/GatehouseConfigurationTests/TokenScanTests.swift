import Testing

@testable import GatehouseConfiguration

struct TokenScanTests {
    private func refused(_ text: String) -> [String] {
        let context = ReadingContext(file: "f")
        #expect(TokenScan.isAcceptable(text, context) == context.problems.isEmpty)
        return context.problems.map { "\($0.position.line):\($0.position.column) \($0.message)" }
    }

    @Test(arguments: [
        "a: /x/*/y/**", "a: \"*b\"", "a: '&b'", "a: b & c", "a: b !c", "# &a *b !c", "a: b # &c", "a: it's *b",
        "a: [\"*\", '*']",
        "a: \"x \\\" *y\"", "a: 'it''s *b'", "a: 100%", "a: b*", "a: x,*y", "- -&",
    ])
    func leavesTextAlone(_ text: String) {
        #expect(refused(text) == [])
    }

    @Test(arguments: [
        ("a: &b 1", "1:4 anchors are refused: `&b`"), ("a: *b", "1:4 aliases are refused: `*b`"),
        ("*b : 1", "1:1 aliases are refused: `*b`"), ("? &b c", "1:3 anchors are refused: `&b`"),
        ("- - &b c", "1:5 anchors are refused: `&b`"), ("a: [x,*b]", "1:7 aliases are refused: `*b`"),
        ("a: {b: *c}", "1:8 aliases are refused: `*c`"), ("a:\n  &b\n  c: 1", "2:3 anchors are refused: `&b`"),
        ("a: !!str b", "1:4 tags are refused: `!!str`"), ("a: ! b", "1:4 tags are refused: `!`"),
        ("%YAML 1.1\n---\na: 1", "1:1 directives are refused: `%YAML`"),
        ("a: \"x\"\nb: *c", "2:4 aliases are refused: `*c`"),
        ("a: *.example.com", "1:4 aliases are refused: `*.example.com`"),
    ])
    func findsTokensThatMeanMoreThanTheyShow(_ text: String, _ expected: String) {
        #expect(refused(text) == [expected])
    }

    @Test func findsAllOfThem() {
        #expect(refused("a: &x [1]\nb: *x\nc: !y z\n").count == 3)
    }
}
