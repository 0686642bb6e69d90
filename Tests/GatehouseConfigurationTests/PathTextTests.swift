import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

struct PathTextTests {
    @Test(arguments: ["/", "/a", "/a/", "/a/*/c", "/a/**", "/**", "/a-b._~!$&'()+,=:@", "/*"])
    func hasNoObjectionToPatterns(_ text: String) {
        #expect(PathText.objection(to: text) == nil)
        #expect(PathPattern(text) != nil, "what passes here must be a pattern")
    }

    @Test(arguments: [
        "", "a", "//", "/a//b", "/a/**/b", "/a*", "/***", "/.", "/a/../b", "/a;b", "/%61", "/a?b", "/a#b", "/a b",
        "/é",
        "/a\\b", "/" + String(repeating: "a", count: PathText.maximumBytes),
    ])
    func objectsToEverythingElse(_ text: String) {
        #expect(PathText.objection(to: text) != nil)
    }

    @Test func thePatternHasTheLastWord() throws {
        let deep = String(repeating: "/a", count: 65)
        let text = try Fixtures.replacing("path: /hook", with: "path: \(deep)")
        #expect(Fixtures.problems(in: text).first?.contains("more than 64 segments") == true)
    }
}
