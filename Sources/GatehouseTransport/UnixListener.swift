internal import CLinux
internal import Glibc

/// Listens at a path, for processes of the same user; takes the path away when it goes.
///
/// A socket file that a killed process has left is replaced. A file that is no socket is never touched, and neither is
/// a socket that somebody answers at.
package final class UnixListener: Sendable {
    package let path: UnixPath
    /// Ready to accept.
    package let socket: Socket
    private let identity: FileIdentity

    /// Binds and listens.
    ///
    /// - Throws: `.bind` with EADDRINUSE when somebody answers there, with ENOTSOCK when the file is no socket; `.open`
    ///   when there is no such folder.
    package init(at path: UnixPath) throws(SystemError) {
        socket = try FolderLock.hold(path.folder) { () throws(SystemError) in try Self.bind(path) }
        self.path = path
        guard let identity = FileIdentity(at: path.text) else { throw SystemError(.bind, code: ENOENT) }
        self.identity = identity
    }

    deinit {
        // Whoever has put another file there since keeps it.
        if FileIdentity(at: path.text) == identity { unsafe unlink(path.text) }
    }

    /// Called under the lock of the folder, so that of two processes that find the same dead socket one comes first.
    private static func bind(_ path: UnixPath) throws(SystemError) -> Socket {
        if let found = FileIdentity(at: path.text) { try removeStale(found, at: path) }
        return try Socket.listening(at: path)
    }

    private static func removeStale(_ found: FileIdentity, at path: UnixPath) throws(SystemError) {
        guard found.isSocket else { throw SystemError(.bind, code: ENOTSOCK) }
        do {
            _ = try Socket.connecting(to: path)
        } catch {
            // Refused: nobody has it open. Any other error says that somebody may.
            guard error.code == ECONNREFUSED, FileIdentity(at: path.text) == found else {
                throw SystemError(.bind, code: EADDRINUSE)
            }
            guard unsafe unlink(path.text) == 0 else { throw .last(.bind) }
            return
        }
        throw SystemError(.bind, code: EADDRINUSE)
    }
}

/// Which file a path leads to, without following a link.
private struct FileIdentity: Equatable, Sendable {
    let device: UInt64
    let inode: UInt64
    let isSocket: Bool

    /// Nil when there is none.
    init?(at path: String) {
        var facts = stat()
        // The system fills in one `stat`.
        guard unsafe lstat(path, &facts) == 0 else { return nil }
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        isSocket = facts.st_mode & S_IFMT == S_IFSOCK
    }
}

/// Keeps other gateways from changing sockets in a folder. The lock goes with its process, and leaves no file behind.
private enum FolderLock {
    static func hold<R: ~Copyable>(_ folder: String, _ body: () throws(SystemError) -> R) throws(SystemError) -> R {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last(.open) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .last(.open) }
        }
        return try body()
    }
}
