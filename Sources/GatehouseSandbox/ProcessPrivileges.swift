internal import CLinux
internal import Glibc

/// What a process gives up for itself, whatever the kernel's version.
enum ProcessPrivileges {
    /// Nothing that it may execute could raise its rights (no-new-privileges, prctl(2)). Both filters need it.
    static func renounce() throws(SandboxError) {
        guard linux_prctl(PR_SET_NO_NEW_PRIVS, 1) == 0 else { throw .last(.privileges) }
    }

    /// No core file, and no other process of the user may read its memory or trace it.
    static func hideMemory() throws(SandboxError) {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // The system copies the limits.
        guard unsafe setrlimit(__rlimit_resource_t(UInt32(RLIMIT_CORE.rawValue)), &none) == 0 else {
            throw .last(.memory)
        }
        guard linux_prctl(PR_SET_DUMPABLE, 0) == 0 else { throw .last(.memory) }
    }

    /// A crash ends the process at once: what would print its stack is another program, which could neither be started
    /// nor read this one.
    static func endAtOnceOnCrash() {
        for signal in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            _ = Glibc.signal(signal, SIG_DFL)
        }
    }
}
