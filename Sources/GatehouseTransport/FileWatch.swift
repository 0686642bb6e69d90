internal import CLinux
internal import Glibc

/// Tells when files have changed, in whatever style: renamed into place, written in place, reached by a symbolic link that
/// was turned, removed and put back, with or without their directory.
///
/// Pull, not push: the owner registers it with its loop, calls `takeEvents` when it is readable, and asks `changes` at
/// `wakeNanoseconds`. A change is told when the files of its group have been quiet for the settle time, so that whoever
/// writes two of them is given the moment between; the others may be as busy as they like. inotify watches directories; a slow poll finds what it does not tell (network file
/// systems, parents that were moved away). Used on one thread.
package final class FileWatch {
    /// When something began to happen to a path, and when it last did.
    private struct Unrest {
        let first: UInt64
        var last: UInt64
    }

    /// An inotify instance.
    let descriptor: Int32

    private let settleNanoseconds: UInt64
    private let longestNanoseconds: UInt64
    private let pollNanoseconds: UInt64
    /// As last told; nil where the path leads nowhere.
    private var fingerprints: [String: FileFingerprint?] = [:]
    /// Paths that are told together.
    private var groups: [[String]] = []
    /// Paths that something has happened to since they were last looked at.
    private var unrest: [String: Unrest] = [:]
    /// The names that matter in each watched directory with the paths that lead over them, by watch descriptor.
    private var names: [Int32: [String: Set<String>]] = [:]
    private var nextPollNanoseconds: UInt64

    /// - Parameters:
    ///   - settleMilliseconds: a change is told after this time without another.
    ///   - longestMilliseconds: a change is told after this time, however busy the files are.
    ///   - pollMilliseconds: how often the files are looked at without any event.
    /// - Throws: when the system gives no more watches.
    package init(
        settleMilliseconds: UInt64 = 100, longestMilliseconds: UInt64 = 300, pollMilliseconds: UInt64 = 2000
    ) throws(SystemError) {
        let opened = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard opened >= 0 else { throw .last(.watch) }
        descriptor = opened
        settleNanoseconds = settleMilliseconds * 1_000_000
        longestNanoseconds = longestMilliseconds * 1_000_000
        pollNanoseconds = pollMilliseconds * 1_000_000
        nextPollNanoseconds = Clock.monotonicNanoseconds() &+ pollNanoseconds
    }

    deinit {
        close(descriptor)
    }

    /// Watches exactly these paths from now on. What they are at this moment is known; only later changes are told.
    ///
    /// - Parameter groups: the paths that belong together, such as a certificate and its key; a path may be in several.
    package func watch(_ groups: [[String]]) {
        let known = fingerprints
        fingerprints = [:]
        for path in groups.joined() { fingerprints[path] = .some(known[path] ?? FileFingerprint(of: path)) }
        unrest = unrest.filter { fingerprints[$0.key] != nil }
        self.groups = groups
        arm()
    }

    /// When `changes` is to be asked: at the end of a settle time, or for the slow poll.
    package var wakeNanoseconds: UInt64 {
        groups.reduce(nextPollNanoseconds) { min($0, settledNanoseconds(of: $1) ?? .max) }
    }

    /// When a group is to be looked at; nil while nothing happens to it.
    private func settledNanoseconds(of group: [String]) -> UInt64? {
        let found = group.compactMap { unrest[$0] }
        guard let first = found.map(\.first).min(), let last = found.map(\.last).max() else { return nil }
        return min(last &+ settleNanoseconds, first &+ longestNanoseconds)
    }

    /// The watched paths that lead to something else than when last told, sorted; none before it is time.
    package func changes(nowNanoseconds: UInt64) -> [String] {
        guard nowNanoseconds >= wakeNanoseconds else { return [] }
        let isPollDue = nowNanoseconds >= nextPollNanoseconds
        if isPollDue { nextPollNanoseconds = nowNanoseconds &+ pollNanoseconds }
        let due = groups.filter { group in settledNanoseconds(of: group).map { nowNanoseconds >= $0 } ?? isPollDue }
        // First the watches, then the look: what happens in between makes an event.
        arm()
        return Set(due.joined()).filter(isChanged).sorted()
    }

    /// Looks at a path; true when it leads to something else than when last looked at.
    private func isChanged(_ path: String) -> Bool {
        unrest[path] = nil
        let found = FileFingerprint(of: path)
        guard let known = fingerprints[path], found != known else { return false }
        fingerprints[path] = .some(found)
        return true
    }

    /// Takes what the system has to tell.
    package func takeEvents(nowNanoseconds: UInt64) {
        var room = [UInt8](repeating: 0, count: 16_384)
        while true {
            // The system writes whole events, as many as fit.
            let count = unsafe room.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            noteEvents(room.span.extracting(..<count), nowNanoseconds)
        }
    }

    private func noteEvents(_ bytes: Span<UInt8>, _ nowNanoseconds: UInt64) {
        var position = 0
        // struct inotify_event: watch, mask, cookie and name length of 4 bytes each, then the name padded with NUL.
        while position + 16 <= bytes.count {
            let watch = Int32(bitPattern: Self.word(bytes, at: position))
            let length = Int(Self.word(bytes, at: position + 12))
            let end = min(bytes.count, position + 16 + length)
            for path in paths(watch, Self.text(bytes, from: position + 16, to: end)) {
                unrest[path, default: Unrest(first: nowNanoseconds, last: 0)].last = nowNanoseconds
            }
            position = end
        }
    }

    /// The paths that an event is about; without a name it is about the directory itself. The system's queue has run over
    /// when the watch is -1. What a watch tells that was given up is old.
    private func paths(_ watch: Int32, _ name: String) -> Set<String> {
        guard let entries = names[watch] else { return watch == -1 ? Set(fingerprints.keys) : [] }
        return name.isEmpty ? entries.values.reduce([]) { $0.union($1) } : entries[name] ?? []
    }

    private static func word(_ bytes: Span<UInt8>, at position: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
    }

    private static func text(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> String {
        var name: [UInt8] = []
        for index in start..<end where bytes[index] != 0 { name.append(bytes[index]) }
        return String(decoding: name, as: UTF8.self)
    }

    /// Watches the directories that matter now, and no others. A directory that is gone is left to the poll.
    private func arm() {
        var wanted: [Int32: [String: Set<String>]] = [:]
        for path in fingerprints.keys {
            for (directory, entries) in PathTrail(of: path).names {
                // Adding a directory that is watched already gives the same descriptor again.
                let watch = unsafe inotify_add_watch(descriptor, directory, Self.mask)
                guard watch >= 0 else { continue }
                for entry in entries { wanted[watch, default: [:]][entry, default: []].insert(path) }
            }
        }
        for watch in names.keys where wanted[watch] == nil { inotify_rm_watch(descriptor, watch) }
        names = wanted
    }

    /// Not IN_MODIFY: a record file that is open for appending in the same directory would wake the main thread with every
    /// line. Who writes in place closes the file at the end, and whoever does not is found by the poll.
    private static let mask = UInt32(
        IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF
            | IN_MOVE_SELF)
}
