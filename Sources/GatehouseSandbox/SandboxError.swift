internal import Glibc

/// A step into the sandbox that the system refuses.
package struct SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The steps.
    package enum Step: String, Sendable {
        case memory, privileges, landlock, seccomp
    }

    package let step: Step
    /// `errno`.
    package let code: Int32

    /// The error that the call just made on this thread has left.
    static func last(_ step: Step) -> SandboxError { SandboxError(step: step, code: errno) }

    /// For people: `seccomp: Operation not permitted`.
    package var description: String {
        // `strerror` answers with a NUL-terminated text that stays valid until the next call on this thread.
        let text = unsafe strerror(code).map { unsafe String(cString: $0) }
        return "\(step.rawValue): \(text ?? String(code))"
    }
}
