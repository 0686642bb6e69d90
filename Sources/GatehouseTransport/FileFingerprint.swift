internal import Glibc

/// What tells one state of a file from another without reading it: where it lies, its size and its times.
///
/// The times are those of the file that a path leads to, so that a symbolic link that is turned to another file counts.
struct FileFingerprint: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    private let byteCount: Int64
    private let modifiedNanoseconds: Int64
    /// Moves also when only the permissions or the owner change.
    private let changedNanoseconds: Int64

    /// - Returns: nil when the path leads nowhere, or may not be followed.
    init?(of path: String) {
        var status = stat()
        // The system writes one `stat` and keeps neither pointer.
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        byteCount = Int64(status.st_size)
        modifiedNanoseconds = Self.nanoseconds(status.st_mtim)
        changedNanoseconds = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
