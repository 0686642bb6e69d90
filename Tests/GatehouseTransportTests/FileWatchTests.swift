import Foundation
import Testing

@testable import GatehouseTransport

/// Real files, changed in every style that operators and their tools use.
@Suite struct FileWatchTests {
    @Test func tellsOfAFileWrittenInPlace() throws {
        let scene = try WatchScene(["a.pem": "one"])
        try scene.write("a.pem", "two")
        #expect(scene.nextChanges() == ["a.pem"])
    }

    /// A trail that lies beside the certificates must not wake the main thread with every line.
    @Test func sleepsWhileANeighbourIsAppendedTo() throws {
        let scene = try WatchScene(["a.pem": "one", "audit.jsonl": ""], watched: ["a.pem"])
        let neighbour = try #require(FileHandle(forWritingAtPath: scene.path("audit.jsonl")))
        _ = scene.wakeCount(forMilliseconds: 20) {}
        let wakes = try scene.wakeCount(forMilliseconds: 50) {
            for _ in 0..<100 { try neighbour.write(contentsOf: Data("line\n".utf8)) }
        }
        #expect(wakes == 0)
        try neighbour.close()
    }

    @Test func tellsOfAFileRenamedIntoPlace() throws {
        let scene = try WatchScene(["a.pem": "one"])
        try scene.write("a.tmp", "two")
        try scene.rename("a.tmp", "a.pem")
        #expect(scene.nextChanges() == ["a.pem"])
    }

    /// `tls.crt -> ..data/tls.crt`, `..data -> ..1`; a new folder is made and `..data` turned to it by a rename.
    @Test func tellsOfALinkTurnedAsKubernetesDoes() throws {
        let scene = try WatchScene(["..1/tls.crt": "one", "..1/tls.key": "one"], watched: [])
        try scene.link("..data", to: "..1")
        try scene.link("tls.crt", to: "..data/tls.crt")
        try scene.link("tls.key", to: "..data/tls.key")
        scene.watch(["tls.crt", "tls.key"])
        for turn in 2...4 {
            try scene.makeFolder("..\(turn)")
            try scene.write("..\(turn)/tls.crt", "\(turn)")
            try scene.write("..\(turn)/tls.key", "\(turn)")
            try scene.link("..data_tmp", to: "..\(turn)")
            try scene.rename("..data_tmp", "..data")
            #expect(scene.nextChanges() == ["tls.crt", "tls.key"])
            try scene.remove("..\(turn - 1)")
            #expect(scene.isQuiet())
        }
    }

    /// `live/x/fullchain.pem -> ../../archive/x/fullchain1.pem`; the link is removed and made anew.
    @Test func tellsOfALinkTurnedAsCertbotDoes() throws {
        let scene = try WatchScene(["archive/x/c1.pem": "one", "archive/x/c2.pem": "two"], watched: [])
        try scene.makeFolder("live/x")
        try scene.link("live/x/c.pem", to: "../../archive/x/c1.pem")
        scene.watch(["live/x/c.pem"])
        try scene.remove("live/x/c.pem")
        try scene.link("live/x/c.pem", to: "../../archive/x/c2.pem")
        #expect(scene.nextChanges() == ["live/x/c.pem"])
        try scene.write("archive/x/c2.pem", "in place, behind the link")
        #expect(scene.nextChanges() == ["live/x/c.pem"])
    }

    @Test(arguments: [["a.pem", "b.pem"], ["b.pem", "a.pem"]])
    func tellsOfTwoFilesTogetherInEitherOrder(_ order: [String]) throws {
        let scene = try WatchScene(["a.pem": "one", "b.pem": "one"])
        for name in order {
            try scene.write(name, "two")
            scene.turn(forMilliseconds: 40)
        }
        #expect(scene.nextChanges() == ["a.pem", "b.pem"])
    }

    @Test func tellsOfAFileThatVanishesAndComesBack() throws {
        let scene = try WatchScene(["a.pem": "one"])
        try scene.remove("a.pem")
        #expect(scene.nextChanges() == ["a.pem"])
        try scene.write("a.pem", "one")
        #expect(scene.nextChanges() == ["a.pem"])
    }

    @Test func followsAFolderThatIsRemovedAndRecreated() throws {
        let scene = try WatchScene(["x/y/a.pem": "one"])
        try scene.remove("x")
        #expect(scene.nextChanges() == ["x/y/a.pem"])
        try scene.makeFolder("x/y")
        try scene.write("x/y/a.pem", "two")
        #expect(scene.nextChanges() == ["x/y/a.pem"])
        try scene.write("x/y/a.pem", "three")
        #expect(scene.nextChanges() == ["x/y/a.pem"])
    }

    /// No event tells that a folder two levels up was moved away; the poll sees it.
    @Test func findsByPollingWhatNoEventTells() throws {
        let scene = try WatchScene(["x/y/a.pem": "one", "z/y/a.pem": "two"], watched: ["x/y/a.pem"], poll: 100)
        try scene.rename("x", "old")
        try scene.rename("z", "x")
        #expect(scene.nextChanges() == ["x/y/a.pem"])
        try scene.write("x/y/a.pem", "three")
        #expect(scene.nextChanges() == ["x/y/a.pem"])
    }

    @Test func changedPermissionsCount() throws {
        let scene = try WatchScene(["a.pem": "one"])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scene.path("a.pem"))
        #expect(scene.nextChanges() == ["a.pem"])
    }

    @Test func otherFilesInTheFolderAreNoMatter() throws {
        let scene = try WatchScene(["a.pem": "one"])
        try scene.write("log.txt", "line")
        scene.turn(forMilliseconds: 20)
        #expect(scene.watch.wakeNanoseconds > Clock.monotonicNanoseconds() + 1_000_000_000, "only the poll is due")
    }

    /// A file that is written all the time is told at the latest after the longest wait.
    @Test func aBusyFileIsToldWithinTheBound() throws {
        let scene = try WatchScene(["a.pem": "one"])
        let start = Clock.monotonicNanoseconds()
        var changes: [String] = []
        var count = 0
        while changes.isEmpty, Clock.monotonicNanoseconds() < start + 5_000_000_000 {
            count += 1
            try scene.write("a.pem", "\(count)")
            changes = scene.turn(forMilliseconds: 20)
        }
        let milliseconds = (Clock.monotonicNanoseconds() - start) / 1_000_000
        #expect(changes == ["a.pem"])
        #expect(milliseconds >= 290, "told after \(milliseconds) ms")
    }

    /// Many certificates that are replaced one after the other: each is told when it is quiet itself.
    @Test func aBusyGroupKeepsBackNoOther() throws {
        let scene = try WatchScene(["a.pem": "one", "b.pem": "one"], watched: [])
        scene.watch(groups: [["a.pem"], ["b.pem"]])
        try scene.write("a.pem", "two")
        let start = Clock.monotonicNanoseconds()
        var changes: [String] = []
        var count = 0
        while changes.isEmpty, Clock.monotonicNanoseconds() < start + 5_000_000_000 {
            count += 1
            try scene.write("b.pem", "\(count)")
            changes = scene.turn(forMilliseconds: 20)
        }
        #expect(changes == ["a.pem"], "the busy one would be told at 300 ms")
    }

    @Test func aLoopOfLinksLeadsNowhere() throws {
        let scene = try WatchScene([:], watched: [])
        try scene.link("a", to: "b")
        try scene.link("b", to: "a")
        scene.watch(["a"])
        try scene.remove("a")
        try scene.write("a", "one")
        #expect(scene.nextChanges() == ["a"])
    }

    @Test func whatIsNoLongerWatchedIsNotTold() throws {
        let scene = try WatchScene(["a.pem": "one", "b.pem": "one"])
        scene.watch(["b.pem"])
        try scene.write("a.pem", "two")
        try scene.write("b.pem", "two")
        #expect(scene.nextChanges() == ["b.pem"])
    }
}
