internal import CSeccomp
internal import Glibc

/// The filter of system calls, made with libseccomp. Owns one `scmp_filter_ctx`.
///
/// A call that is not listed fails with ENOSYS, as on a kernel that does not have it: the C library and OpenSSL then do
/// without, where EPERM would be an error. The kernel logs it (`type=1326`). Decision 0032 has the reasons.
@safe final class SystemCallFilter {
    private let context: UnsafeMutableRawPointer

    /// - Throws: when there is no memory, or the library knows no such processor.
    init(processNumber: Int32) throws(SandboxError) {
        guard let context = unsafe seccomp_init(seccomp_fail_with(ENOSYS)) else {
            throw SandboxError(step: .seccomp, code: ENOMEM)
        }
        unsafe self.context = context
        for name in SystemCalls.allowed { try add(seccomp_allow(), name) }
        for row in SystemCalls.conditional(processNumber: processNumber) {
            try add(seccomp_allow(), row.name, row.conditions)
        }
        for name in SystemCalls.fatal { try add(seccomp_kill_process(), name) }
        // What fails is written down by the kernel; common calls are found first. An old library may know neither.
        _ = unsafe seccomp_attr_set(context, SCMP_FLTATR_CTL_LOG, 1)
        _ = unsafe seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2)
        // Threads that run already come along.
        try check(unsafe seccomp_attr_set(context, SCMP_FLTATR_CTL_TSYNC, 1))
    }

    deinit { unsafe seccomp_release(context) }

    private func add(_ action: UInt32, _ name: String, _ conditions: [ArgumentCondition] = []) throws(SandboxError) {
        let number = unsafe seccomp_syscall_resolve_name(name)
        // Below zero: another processor's, or newer than the library.
        guard number >= 0 else { return }
        var comparisons = conditions.map {
            scmp_arg_cmp(arg: $0.index, op: SCMP_CMP_MASKED_EQ, datum_a: $0.mask, datum_b: $0.value)
        }
        // The library copies the comparisons.
        let code = unsafe comparisons.withUnsafeMutableBufferPointer {
            unsafe seccomp_rule_add_array(context, action, number, UInt32($0.count), $0.baseAddress)
        }
        try check(code)
    }

    /// Binds the calling thread, the threads that there are, and those to come, for good.
    func enter() throws(SandboxError) {
        try check(unsafe seccomp_load(context))
    }

    /// The library answers with a negative `errno`.
    private func check(_ code: Int32) throws(SandboxError) {
        guard code >= 0 else { throw SandboxError(step: .seccomp, code: -code) }
    }
}
