import Testing

@testable import GatehouseConfiguration

struct ExcerptTests {
    @Test func escapesWhatATerminalCouldActOn() {
        #expect(Excerpt.quoted("a\u{1B}[2J\n\u{202E}b") == "`a\\u{1B}[2J\\n\\u{202E}b`")
        #expect(Excerpt.quoted("Zürich") == "`Zürich`")
    }

    @Test func cutsLongText() {
        #expect(Excerpt.of(String(repeating: "a", count: 64)) == String(repeating: "a", count: 64))
        #expect(Excerpt.of(String(repeating: "a", count: 65)) == String(repeating: "a", count: 64) + "...")
    }
}
