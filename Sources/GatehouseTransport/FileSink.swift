internal import Glibc

/// Where records go: a file that is only ever appended to, or standard output. Used by one writer thread.
package final class FileSink {
    private let path: String?
    private var descriptor: Int32

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
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(droppingFirst: written)
            // The system reads from the bytes during the call only.
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                written += count
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
