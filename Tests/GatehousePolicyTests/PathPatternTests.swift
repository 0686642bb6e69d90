import Testing

@testable import GatehousePolicy

@Suite struct PathPatternTests {
    @Test(arguments: ["/", "/a", "/a/", "/*", "/**", "/a/*/b", "/a/**", "/a/*/**", "/a%20b/%C3%A9"])
    func readsPatterns(text: String) {
        #expect(PathPattern(text)?.description == text)
    }

    @Test(arguments: [
        "", "a", "*", "//", "/a//b", "/./a", "/a/..", "/a*", "/*a", "/a/***", "/**/a", "/a/**/", "/a;b", "/a b", "/%61",
        "/%c3%a9",
        "/a?b", "/a#b", "/a%2fb", "/\u{e9}", String(repeating: "/a", count: 65),
    ])
    func refusesOthers(text: String) {
        #expect(PathPattern(text) == nil)
    }

    @Test(
        arguments: [
            ("/a", "/a", .equal), ("/a", "/b", .disjoint), ("/a", "/a/", .disjoint), ("/a", "/*", .narrower),
            ("/*", "/", .disjoint), ("/a", "/a/**", .narrower), ("/a/", "/a/**", .narrower),
            ("/a/*", "/a/**", .narrower),
            ("/a/*/**", "/a/**", .narrower), ("/**", "/a/b/c", .wider), ("/a/*", "/*/b", .crossing),
            ("/a/**", "/*/b", .crossing), ("/a/*/c", "/a/b/**", .crossing), ("/a/*/c", "/a/*/d", .disjoint),
            ("/a/**", "/b/**", .disjoint), ("/a/*/**", "/a/b", .wider), ("/*/b", "/a/b", .wider),
            ("/*", "/a/b", .disjoint),
        ] as [(String, String, PatternRelation)])
    func knowsHowPatternsLie(first: String, second: String, relation: PatternRelation) throws {
        let pattern = try #require(PathPattern(first))
        let other = try #require(PathPattern(second))
        #expect(pattern.relation(to: other) == relation)
        let reversed: PatternRelation = relation == .narrower ? .wider : relation == .wider ? .narrower : relation
        #expect(other.relation(to: pattern) == reversed)
    }
}
