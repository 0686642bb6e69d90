internal import Glibc

/// Where records go: a file that is only ever appended to, or standard output. Used by one writer thread.
package final class FileSink {
    private let path: String?
    private var descriptor: Int32
    /// What the last `write` got rid of: all of its bytes, or those before the one at which it failed.
    package private(set) var writtenByteCount = 0

    /// Opens or creates `path` for appending, readable by owner and group only.
    package init(appendingTo path: String) throws(SystemError) {
        self.path = path
        descriptor = try Self.open(path)
    }

    /// Writes to standard output, which is not closed.
    package init() {
        path = nil
        descriptor = STDOUT_FILENO
    }

    deinit {
        if path != nil { close(descriptor) }
    }

    /// Writes all of `bytes`; waits when a pipe is full.
    package func write(_ bytes: Span<UInt8>) throws(SystemError) {
        writtenByteCount = 0
        while writtenByteCount < bytes.count {
            let rest = bytes.extracting(droppingFirst: writtenByteCount)
            // The system reads from the bytes during the call only.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                writtenByteCount += count
            } else if errno == EAGAIN {
                waitUntilWritable()
            } else if errno != EINTR {
                throw .last(.write)
            }
        }
    }

    /// Returns once the bytes are on the disk. Pipes and terminals have none, which is no error.
    package func synchronize() throws(SystemError) {
        guard fsync(descriptor) != 0, errno != EINVAL, errno != EROFS else { return }
        throw .last(.synchronize)
    }

    /// What the file holds; nil for pipes, terminals and devices.
    package var byteCount: UInt64? {
        var status = stat()
        // The system fills in the structure.
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt64(clamping: status.st_size)
    }

    /// True when the last byte of the file is no line break: whoever wrote it was cut off.
    package func endsInMidLine() -> Bool {
        guard let path, let count = byteCount, count > 0 else { return false }
        // Ours is open for writing only.
        let reading = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard reading >= 0 else { return false }
        defer { close(reading) }
        var last: UInt8 = 0
        // One byte of room, one byte read.
        return unsafe pread(reading, &last, 1, off_t(count - 1)) == 1 && last != UInt8(ascii: "\n")
    }

    /// Makes a write beyond the file size limit of the process an error in the calling thread, as a full disk is; without
    /// it the system ends the process (SIGXFSZ, setrlimit(2)). Called once in each thread that writes.
    package static func reportSizeLimits() {
        var set = sigset_t()
        // Only the set given is changed, and copied by the second call.
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGXFSZ)
        _ = unsafe pthread_sigmask(Int32(SIG_BLOCK), &set, nil)
    }

    /// Opens the path again, after the file was moved away by whoever rotates it.
    ///
    /// - Throws: and keeps the old file when the new one cannot be opened.
    package func reopen() throws(SystemError) {
        guard let path else { return }
        let fresh = try Self.open(path)
        close(descriptor)
        descriptor = fresh
    }

    /// Standard output may be a non-blocking pipe that somebody else made so.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // One `pollfd`; an interruption is answered by writing again.
        _ = unsafe poll(&request, 1, -1)
    }

    private static func open(_ path: String) throws(SystemError) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .last(.open) }
        return descriptor
    }
}
