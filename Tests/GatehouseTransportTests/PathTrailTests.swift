import Foundation
import Testing

@testable import GatehouseTransport

@Suite struct PathTrailTests {
    private let scene: WatchScene

    init() throws {
        scene = try WatchScene(["real/a.pem": "one"], watched: [])
    }

    private func names(_ path: String) -> [String: Set<String>] {
        let root = scene.path("")
        var found: [String: Set<String>] = [:]
        for (directory, names) in PathTrail(of: scene.path(path)).names {
            found[String((directory + "/").dropFirst(root.count).dropLast())] = names
        }
        return found
    }

    @Test func anOrdinaryFileHangsOnItsFolder() {
        #expect(names("real/a.pem") == ["real": ["a.pem"]])
    }

    @Test func aMissingStepHangsOnTheLastFolderThatIsThere() {
        #expect(names("real/b.pem") == ["real": ["b.pem"]])
        #expect(names("none/x/a.pem") == ["": ["none"]])
    }

    @Test func everyLinkOnTheWayCounts() throws {
        try scene.link("..data", to: "real")
        try scene.link("a.pem", to: "..data/a.pem")
        #expect(names("a.pem") == ["": ["a.pem", "..data"], "real": ["a.pem"]])
        try scene.link("absolute", to: scene.path("real"))
        #expect(names("absolute/a.pem") == ["": ["absolute"], "real": ["a.pem"]])
    }

    @Test func loopsEnd() throws {
        try scene.link("x", to: "y")
        try scene.link("y", to: "x")
        #expect(names("x") == ["": ["x", "y"]])
    }

    @Test func relativePathsBeginHere() {
        #expect(PathTrail(of: "no-such-file.pem").names == [".": ["no-such-file.pem"]])
    }
}
