import Testing

@testable import GatehouseTransport

@Suite struct FileFingerprintTests {
    @Test func tellsStatesApart() throws {
        let scene = try WatchScene(["a": "one", "b": "one"], watched: [])
        let first = try #require(FileFingerprint(of: scene.path("a")))
        #expect(FileFingerprint(of: scene.path("a")) == first)
        #expect(FileFingerprint(of: scene.path("b")) != first, "another file with the same contents")
        try scene.write("a", "longer")
        #expect(FileFingerprint(of: scene.path("a")) != first)
        try scene.link("c", to: "b")
        #expect(FileFingerprint(of: scene.path("c")) == FileFingerprint(of: scene.path("b")), "links are followed")
        #expect(FileFingerprint(of: scene.path("nothing")) == nil)
    }
}
