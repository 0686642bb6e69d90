internal import COpenSSL
internal import Synchronization

/// Sessions of upstream servers, each good for one resumption (RFC 8446 appendix C.4). Shared by all workers.
final class SessionShelf: Sendable {
    /// One session per worker is enough to come back quickly.
    private static let sessionLimit = 16

    /// Owns one reference to a session; handed from thread to thread, used by one at a time.
    @safe final class Session: @unchecked Sendable {
        let pointer: OpaquePointer

        @unsafe init(owning pointer: OpaquePointer) {
            unsafe self.pointer = pointer
        }

        deinit { unsafe SSL_SESSION_free(pointer) }
    }

    private let sessions = Mutex<[(key: String, session: Session)]>([])

    /// Takes over the caller's reference.
    @unsafe func put(_ pointer: OpaquePointer, under key: String) {
        let session = unsafe Session(owning: pointer)
        sessions.withLock { sessions in
            if sessions.count >= Self.sessionLimit { sessions.removeFirst() }
            sessions.append((key, session))
        }
    }

    /// The freshest session for `key`, which leaves the shelf.
    func take(_ key: String) -> Session? {
        sessions.withLock { sessions in
            guard let index = sessions.lastIndex(where: { $0.key == key }) else { return nil }
            return sessions.remove(at: index).session
        }
    }
}
