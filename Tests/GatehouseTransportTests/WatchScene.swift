import Foundation
import Testing

@testable import GatehouseTransport

/// A folder with files, and a watch on some of them that a loop turns.
final class WatchScene {
    let watch: FileWatch
    private let loop: EventLoop
    private let folder: URL

    /// Writes `files`, making folders, and watches those that are named; nil watches all of them.
    init(_ files: [String: String], watched: [String]? = nil, poll: UInt64 = 10_000) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "gatehouse-watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        watch = try FileWatch(pollMilliseconds: poll)
        loop = try EventLoop()
        try loop.register(watch, EventToken(rawValue: 0))
        for (name, text) in files {
            if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
            try write(name, text)
        }
        watch((watched ?? Array(files.keys)))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.path + "/" + name }

    /// As one group.
    func watch(_ names: [String]) { watch(groups: [names]) }

    func watch(groups: [[String]]) { watch.watch(groups.map { $0.map(path) }) }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    /// How often the loop wakes while `body` works and for `milliseconds` afterwards.
    func wakeCount(forMilliseconds milliseconds: UInt64, during body: () throws -> Void) rethrows -> Int {
        try body()
        let end = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
        var count = 0
        while Clock.monotonicNanoseconds() < end {
            if loop.wait(untilNanoseconds: end) > 0 { count += 1 }
            watch.takeEvents(nowNanoseconds: loop.nowNanoseconds)
        }
        return count
    }

    /// In place.
    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path(name)))
    }

    /// Over what stands there.
    func rename(_ name: String, _ other: String) throws {
        try #require(unsafe Foundation.rename(path(name), path(other)) == 0)
    }

    func link(_ name: String, to target: String) throws {
        try #require(unsafe symlink(target, path(name)) == 0)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path(name))
    }

    /// Turns the loop for a while; the names that have changed.
    @discardableResult
    func turn(forMilliseconds milliseconds: UInt64) -> [String] {
        let end = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
        while Clock.monotonicNanoseconds() < end {
            let names = step(until: end)
            if !names.isEmpty { return names }
        }
        return []
    }

    /// Waits for changes, 5 seconds at most.
    func nextChanges() -> [String] { turn(forMilliseconds: 5000) }

    /// Nothing changes for three times the settle time.
    func isQuiet() -> Bool { turn(forMilliseconds: 300).isEmpty }

    private func step(until end: UInt64) -> [String] {
        if loop.wait(untilNanoseconds: min(end, watch.wakeNanoseconds)) > 0 {
            watch.takeEvents(nowNanoseconds: loop.nowNanoseconds)
        }
        return watch.changes(nowNanoseconds: loop.nowNanoseconds).map { String($0.dropFirst(folder.path.count + 1)) }
    }
}
