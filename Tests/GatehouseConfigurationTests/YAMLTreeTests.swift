import Testing

@testable import GatehouseConfiguration

struct YAMLTreeTests {
    private func tree(_ text: String) throws -> YAMLNode {
        let context = ReadingContext(file: "f")
        let node = try #require(YAMLTree.read(text, context))
        #expect(context.failure == nil)
        return node
    }

    @Test func keepsPlacesAndPaths() throws {
        let root = try tree("a:\n  - b: 'c'\n  - [1, \"2\"]\n")
        let items = try #require(root.value(of: "a")).elements
        let quoted = try #require(items[0].value(of: "b"))
        #expect(quoted.position == SourcePosition(line: 2, column: 8))
        #expect(quoted.keyPath.description == "a[0].b")
        #expect(quoted.text == "c" && quoted.plainText == nil)
        #expect(items[1].elements.map(\.plainText) == ["1", nil])
        #expect(items[1].elements.map(\.text) == [nil, "2"])
    }

    @Test func blockScalarsAreText() throws {
        #expect(try tree("a: |\n  12\n").value(of: "a")?.text == "12\n")
    }

    @Test(arguments: ["", "# only words\n", "---\n...\n---\n"])
    func wantsExactlyOneDocument(_ text: String) {
        let context = ReadingContext(file: "f")
        _ = YAMLTree.read(text, context)
        #expect(context.failure != nil)
    }

    @Test func keepsReadingBehindADuplicate() {
        let context = ReadingContext(file: "f")
        let root = YAMLTree.read("a: 1\nb: {c: 1, c: 2, c: 3}\na: 2\n", context)
        #expect(context.failure?.problems.map(\.keyPath) == ["b.c", "b.c", "a"])
        #expect(context.failure?.problems.map(\.position.column) == [11, 17, 1])
        #expect(root?.value(of: "a")?.plainText == "1")
    }

    @Test func deepNestingEndsInAProblem() {
        let context = ReadingContext(file: "f")
        _ = YAMLTree.read(String(repeating: "[", count: 900) + String(repeating: "]", count: 900), context)
        #expect(context.failure?.problems.first?.message == "the value is nested too deeply")
    }
}
