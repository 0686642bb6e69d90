import Testing

@testable import GatehousePolicy

@Suite struct HostPatternTests {
    @Test(arguments: [
        "*", "example.com", "*.example.com", "localhost", "10.0.0.1", "[::1]", "a_b.example", "xn--bcher-kva.example",
    ])
    func readsPatterns(text: String) {
        #expect(HostPattern(text)?.description == text)
    }

    @Test func ignoresCase() {
        #expect(HostPattern("*.Example.COM") == HostPattern("*.example.com"))
    }

    @Test(arguments: [
        "", ".", "*.", "**", "a.*", "*a.example", "*.*.example", "example.com.", ".example.com", "a..b",
        "example.com:443",
        "[::1", "[10.0.0.1]", "[::1%eth0]", "[]", "b\u{fc}cher.example", "a b", "a/b",
        String(repeating: "a.", count: 127) + "a",
        String(repeating: "a", count: 64),
    ])
    func refusesOthers(text: String) {
        #expect(HostPattern(text) == nil)
    }

    @Test func knowsWhichPatternIsNarrower() throws {
        let all = try #require(HostPattern("*"))
        let below = try #require(HostPattern("*.example.com"))
        let name = try #require(HostPattern("a.example.com"))
        #expect(name.relation(to: below) == .narrower && below.relation(to: name) == .wider)
        #expect(below.relation(to: all) == .narrower && all.relation(to: name) == .wider)
        #expect(try below.relation(to: #require(HostPattern("example.com"))) == .disjoint)
        #expect(try below.relation(to: #require(HostPattern("a.b.example.com"))) == .disjoint)
        #expect(try below.relation(to: #require(HostPattern("*.b.example.com"))) == .disjoint)
        #expect(name.relation(to: name) == .equal && all.relation(to: .any) == .equal)
    }
}
