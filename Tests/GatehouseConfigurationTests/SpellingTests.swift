import Testing

@testable import GatehouseConfiguration

struct SpellingTests {
    @Test(arguments: [
        ("adress", "address", 1), ("upstrem", "upstream", 1), ("idel", "idle", 1), ("", "abc", 3), ("same", "same", 0),
        ("kitten", "sitting", 3),
    ])
    func countsEdits(_ left: String, _ right: String, _ expected: Int) {
        #expect(Spelling.distance(left, right) == expected)
        #expect(Spelling.distance(right, left) == expected)
    }

    @Test func suggestsTheNearestWordOrListsThem() {
        #expect(Spelling.suggestion(for: "Methods", among: ["hosts", "methods"]) == "did you mean `methods`?")
        #expect(Spelling.suggestion(for: "weight", among: ["hosts", "methods"]) == "known here: hosts, methods")
        #expect(Spelling.suggestion(for: "x", among: []) == "none is defined")
        #expect(Spelling.suggestion(for: "zzz", among: (1...20).map { "word\($0)" }).hasSuffix("word12, ..."))
        #expect(Spelling.suggestion(for: String(repeating: "a", count: 100_000), among: ["a"]) == "known here: a")
    }
}
