/// What is in force after the sandbox was entered.
package struct SandboxReport: Hashable, Sendable {
    /// Of Landlock, as the kernel has it; 0 when the kernel has none.
    package let landlockVersion: Int
    /// What is not in force, sorted by its word.
    package let gaps: [SandboxGap]

    package init(landlockVersion: Int, gaps: Set<SandboxGap>) {
        self.landlockVersion = landlockVersion
        self.gaps = gaps.sorted { $0.rawValue < $1.rawValue }
    }

    /// Files and system calls are limited for every thread; a kernel that has Landlock at all need not have its latest version.
    package var isComplete: Bool {
        gaps.allSatisfy { gap in
            switch gap {
            case .files, .calls, .threads, .memory: false
            case .ports, .truncation, .scopes: true
            }
        }
    }

    /// One line, for logs and `/readyz`: `landlock 7, seccomp` and what is missing.
    package var text: String {
        var parts: [String] = []
        if !gaps.contains(.files) { parts.append("landlock \(landlockVersion)") }
        if !gaps.contains(.calls) { parts.append("seccomp") }
        let inForce = parts.isEmpty ? "none" : parts.joined(separator: ", ")
        guard !gaps.isEmpty else { return inForce }
        return inForce + "; not in force: " + gaps.map(\.rawValue).joined(separator: ", ")
    }
}
