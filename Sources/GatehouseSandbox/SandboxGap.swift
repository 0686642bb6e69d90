/// A part of the sandbox that is not in force, mostly because the kernel is older. The words are stable: they stand in the
/// log, at `/readyz` and in the manual.
package enum SandboxGap: String, Hashable, Sendable, CaseIterable {
    /// Whatever the user of the process may read and write, it may.
    case files = "files"
    /// Any TCP port may be bound and connected to: Landlock before version 4.
    case ports = "tcp_ports"
    /// Files that are written may be cut off: Landlock before version 3.
    case truncation = "truncation"
    /// Signals reach other processes of the user, and abstract sockets answer: Landlock before version 6.
    case scopes = "scopes"
    /// Every system call is open.
    case calls = "system_calls"
    /// Threads that ran before the sandbox was entered can reach every file.
    case threads = "earlier_threads"
    /// The image of the process can be read by its own user.
    case memory = "memory"
}
