import Testing

@testable import GatehousePolicy

@Suite struct SegmentCursorTests {
    @Test(
        arguments: [
            ("", []), ("/", [""]), ("/a", ["a"]), ("/a/", ["a", ""]), ("//", ["", ""]), ("/a//b", ["a", "", "b"]),
        ] as [(String, [String])])
    func findsEachSegment(path: String, segments: [String]) {
        let octets = Array(path.utf8)
        var cursor = SegmentCursor()
        var found: [String] = []
        while let range = cursor.next(in: octets.span) { found.append(String(decoding: octets[range], as: UTF8.self)) }
        #expect(found == segments)
    }
}
