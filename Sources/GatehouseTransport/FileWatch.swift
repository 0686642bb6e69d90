internal import CLinux
internal import Glibc

/// Tells when files have changed, in whatever style: renamed into place, written in place, reached by a symbolic link that
/// was turned, removed and put back, with or without their directory.
///
/// Pull, not push: the owner registers it with its loop, calls `takeEvents` when it is readable, and asks `changes` at
/// `wakeNanoseconds`. A change is told when the files have been quiet for the settle time, so that whoever writes two of
/// them is given the moment between. inotify watches directories; a slow poll finds what it does not tell (network file
/// systems, parents that were moved away). Used on one thread.
package final class FileWatch {
    /// An inotify instance.
    let descriptor: Int32

    private let settleNanoseconds: UInt64
    private let longestNanoseconds: UInt64
    private let pollNanoseconds: UInt64
    /// As last told; nil where the path leads nowhere.
    private var fingerprints: [String: FileFingerprint?] = [:]
    /// The names that matter in each watched directory, by watch descriptor.
    private var names: [Int32: Set<String>] = [:]
    private var firstEventNanoseconds: UInt64?
    private var lastEventNanoseconds: UInt64 = 0
    private var nextPollNanoseconds: UInt64

    /// - Parameters:
    ///   - settleMilliseconds: a change is told after this time without another.
    ///   - longestMilliseconds: a change is told after this time, however busy the files are.
    ///   - pollMilliseconds: how often the files are looked at without any event.
    /// - Throws: when the system gives no more watches.
    package init(
        settleMilliseconds: UInt64 = 150, longestMilliseconds: UInt64 = 300, pollMilliseconds: UInt64 = 2000
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
    package func watch(_ paths: [String]) {
        let known = fingerprints
        fingerprints = [:]
        for path in paths { fingerprints[path] = .some(known[path] ?? FileFingerprint(of: path)) }
        arm()
    }

    /// When `changes` is to be asked: at the end of the settle time, or for the slow poll.
    package var wakeNanoseconds: UInt64 {
        guard let first = firstEventNanoseconds else { return nextPollNanoseconds }
        return min(lastEventNanoseconds &+ settleNanoseconds, first &+ longestNanoseconds)
    }

    /// The watched paths that lead to something else than when last told, sorted; none before it is time.
    package func changes(nowNanoseconds: UInt64) -> [String] {
        guard nowNanoseconds >= wakeNanoseconds else { return [] }
        firstEventNanoseconds = nil
        nextPollNanoseconds = nowNanoseconds &+ pollNanoseconds
        // First the watches, then the look: what happens in between makes an event.
        arm()
        var changed: [String] = []
        for (path, known) in fingerprints {
            let found = FileFingerprint(of: path)
            guard found != known else { continue }
            fingerprints[path] = .some(found)
            changed.append(path)
        }
        return changed.sorted()
    }

    /// Takes what the system has to tell.
    package func takeEvents(nowNanoseconds: UInt64) {
        var room = [UInt8](repeating: 0, count: 16_384)
        while true {
            // The system writes whole events, as many as fit.
            let count = unsafe room.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            if isRelevant(room.span.extracting(..<count)) { noteEvent(nowNanoseconds) }
        }
    }

    private func noteEvent(_ nowNanoseconds: UInt64) {
        if firstEventNanoseconds == nil { firstEventNanoseconds = nowNanoseconds }
        lastEventNanoseconds = nowNanoseconds
    }

    /// Whether one of the events is about a name that matters, or about a directory itself.
    private func isRelevant(_ bytes: Span<UInt8>) -> Bool {
        var position = 0
        var found = false
        // struct inotify_event: watch, mask, cookie and name length of 4 bytes each, then the name padded with NUL.
        while position + 16 <= bytes.count {
            let watch = Int32(bitPattern: Self.word(bytes, at: position))
            let length = Int(Self.word(bytes, at: position + 12))
            let end = min(bytes.count, position + 16 + length)
            let name = Self.text(bytes, from: position + 16, to: end)
            if isRelevant(watch, name) { found = true }
            position = end
        }
        return found
    }

    /// The system's queue has run over when the watch is -1. What a watch tells that was given up is old.
    private func isRelevant(_ watch: Int32, _ name: String) -> Bool {
        guard let entries = names[watch] else { return watch == -1 }
        return name.isEmpty || entries.contains(name)
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
        var wanted: [Int32: Set<String>] = [:]
        for path in fingerprints.keys {
            for (directory, entries) in PathTrail(of: path).names {
                // Adding a directory that is watched already gives the same descriptor again.
                let watch = unsafe inotify_add_watch(descriptor, directory, Self.mask)
                if watch >= 0 { wanted[watch, default: []].formUnion(entries) }
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
