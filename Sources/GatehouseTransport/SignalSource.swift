internal import CLinux
internal import Glibc

/// The signals by which an operator speaks to the process, read like any other event.
package struct SignalSource: ~Copyable {
    /// What an operator can say.
    package enum Signal: Sendable {
        /// SIGTERM: drain and end.
        case terminate
        /// SIGINT: the same, from a keyboard.
        case interrupt
        /// SIGHUP: read configuration and reopen files.
        case hangUp
    }

    /// A signalfd.
    let descriptor: Int32

    /// Blocks the signals in the calling thread and in every thread it starts afterwards.
    ///
    /// Called once, in the main thread, before any other thread exists. SIGPIPE is blocked as well: a lost reader of
    /// our output is an error of the write.
    package init() throws(SystemError) {
        var set = Self.set(of: [SIGTERM, SIGINT, SIGHUP])
        var blocked = Self.set(of: [SIGTERM, SIGINT, SIGHUP, SIGPIPE])
        // Both sets live through the calls, which copy them.
        let result = unsafe pthread_sigmask(Int32(SIG_BLOCK), &blocked, nil)
        guard result == 0 else { throw SystemError(.signal, code: result) }
        let opened = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard opened >= 0 else { throw .last(.signal) }
        descriptor = opened
    }

    deinit {
        close(descriptor)
    }

    /// Takes the next signal, or nil when none is waiting.
    package func next() -> Signal? {
        var information = signalfd_siginfo()
        // The system writes whole `signalfd_siginfo` structures.
        let count = unsafe read(descriptor, &information, MemoryLayout<signalfd_siginfo>.size)
        guard count == MemoryLayout<signalfd_siginfo>.size else { return nil }
        switch Int32(bitPattern: information.ssi_signo) {
        case SIGTERM: return .terminate
        case SIGINT: return .interrupt
        default: return .hangUp
        }
    }

    private static func set(of signals: [Int32]) -> sigset_t {
        var set = sigset_t()
        // The functions change only the set they are given.
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        return set
    }
}
