internal import Glibc

/// A system call that failed: which one, and the `errno` it left.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The calls of this module that can fail.
    package enum Operation: String, Sendable {
        case socket, bind, listen, accept, connect, send, receive, configure, inspect
        case poll, wake, signal, thread, affinity, open, read, write, synchronize, list, rename, remove, watch
    }

    package let operation: Operation
    /// `errno`, never 0.
    package let code: Int32

    package init(_ operation: Operation, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// The error that the call just made on this thread has left.
    static func last(_ operation: Operation) -> SystemError {
        SystemError(operation, code: errno)
    }

    /// For people and logs: `bind: Address already in use`.
    package var description: String {
        // `strerror` answers with a NUL-terminated text that stays valid until the next call on this thread.
        let text = unsafe strerror(code).map { unsafe String(cString: $0) }
        return "\(operation.rawValue): \(text ?? String(code))"
    }

    /// Memory was asked for by other means than a system call, and there was none.
    package static let outOfMemoryCode = ENOMEM

    /// No descriptor or memory was left: try again later, the peer is not to blame (accept(2)).
    package var isExhaustion: Bool {
        code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM
    }

    /// Nobody listens at the address, or the way to it is gone.
    package var isUnreachable: Bool {
        code == ECONNREFUSED || code == EHOSTUNREACH || code == ENETUNREACH || code == ETIMEDOUT
    }
}
