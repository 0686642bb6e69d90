internal import Glibc

/// The way into the sandbox: once, from the main thread, before others are started. There is no way out.
package enum Sandbox {
    /// Gives up what `rules` do not name, as far as the kernel can do that.
    ///
    /// Landlock binds the calling thread and those that it starts, so it comes before the others; seccomp binds all.
    ///
    /// - Parameters:
    ///   - rules: what is still needed.
    ///   - isRequired: a part that is missing is an error; the process must end then, being half closed off.
    /// - Returns: what is in force.
    /// - Throws: when something is required and the system refuses it.
    package static func enter(_ rules: SandboxRules, isRequired: Bool) throws(SandboxError) -> SandboxReport {
        let version = LandlockRuleset.kernelVersion
        var gaps = LandlockRights.gaps(ofVersion: version)
        if isRequired, version == 0 { throw SandboxError(step: .landlock, code: ENOSYS) }
        ProcessPrivileges.endAtOnceOnCrash()
        try attempt(isRequired, else: [.memory], &gaps) { () throws(SandboxError) in
            try ProcessPrivileges.hideMemory()
        }
        if threadCount != 1 {
            guard !isRequired else { throw SandboxError(step: .landlock, code: EBUSY) }
            gaps.insert(.threads)
        }
        try attempt(isRequired, else: [.files, .ports, .truncation, .scopes], &gaps) { () throws(SandboxError) in
            try ProcessPrivileges.renounce()
            if version > 0 { try LandlockRuleset(rules, version: version).enter() }
        }
        try attempt(isRequired, else: [.calls], &gaps) { () throws(SandboxError) in
            try SystemCallFilter(processNumber: getpid()).enter()
        }
        return SandboxReport(landlockVersion: version, gaps: gaps)
    }

    private static func attempt(
        _ isRequired: Bool, else missing: Set<SandboxGap>, _ gaps: inout Set<SandboxGap>,
        _ step: () throws(SandboxError) -> Void
    ) throws(SandboxError) {
        do {
            try step()
        } catch {
            guard !isRequired else { throw error }
            gaps.formUnion(missing)
        }
    }

    /// As the system counts them; 1 when it cannot be asked, as in a container that hides /proc.
    private static var threadCount: Int {
        guard let folder = unsafe opendir("/proc/self/task") else { return 1 }
        defer { unsafe closedir(folder) }
        var count = 0
        // Every entry but `.` and `..` is a thread.
        while unsafe readdir(folder) != nil { count += 1 }
        return max(1, count - 2)
    }
}
