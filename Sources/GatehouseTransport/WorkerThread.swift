internal import CLinux
internal import Glibc

/// A thread that runs one function to its end.
package struct WorkerThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: shown by `ps -L`; the first 15 bytes count.
    ///   - body: runs on the new thread; what it builds stays there.
    /// - Returns: a handle to wait for its end.
    /// - Throws: `.thread` when the system gives no more threads.
    package static func spawn(
        name: String, _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> WorkerThread {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        // The new thread takes over the reference to `start`; see `run`.
        let result = unsafe pthread_create(&thread, nil, Self.run, start.toOpaque())
        guard result == 0 else {
            unsafe start.release()
            throw SystemError(.thread, code: result)
        }
        return WorkerThread(thread: thread)
    }

    /// Waits until the thread has ended. Called once at most.
    package func join() {
        let result = pthread_join(thread, nil)
        precondition(result == 0, "joined twice, or from the thread itself")
    }

    /// What a thread is given on its way.
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context = unsafe context else { return nil }
        // `spawn` has passed one reference to a `Start`, which ends here.
        let start = unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
        _ = unsafe pthread_setname_np(pthread_self(), String(decoding: start.name.utf8.prefix(15), as: UTF8.self))
        start.body()
        return nil
    }
}
