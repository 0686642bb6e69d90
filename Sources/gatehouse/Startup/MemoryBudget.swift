import Foundation

/// How much memory the gateway takes for its own where the configuration says `auto`.
enum MemoryBudget {
    /// Of what there is. The rest is for the kernel's socket buffers, which count in a container's limit, too, for what
    /// the allocator keeps between blocks, and for stacks and code.
    static let percent: UInt64 = 70

    /// From the container's limit and the machine's memory, as they were at the start: once the process is confined, it
    /// cannot read them any more, and a reload would take the whole machine for its own.
    static let automaticBytes = bytes(
        limits: limitFiles(cgroup: FileReading.text(at: "/proc/self/cgroup") ?? "").map { FileReading.text(at: $0) },
        physical: ProcessInfo.processInfo.physicalMemory)

    /// - Parameters:
    ///   - limits: what the files of `limitFiles` hold; nil for those that are not there.
    ///   - physical: bytes of the machine.
    /// - Returns: the budget in bytes.
    static func bytes(limits: [String?], physical: UInt64) -> UInt64 {
        // Without a limit version 2 says `max`, and version 1 a number beyond any machine.
        let known = limits.compactMap { $0 }.compactMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        let available = min(known.min() ?? physical, physical)
        return available / 100 * percent
    }

    /// Where limits of the process stand (cgroups(7)): at the root of a container's own tree, and at the group that the
    /// process is in; a group within another may have the looser limit of the two.
    ///
    /// - Parameter cgroup: `/proc/self/cgroup`.
    /// - Returns: paths, some of which may not be there.
    static func limitFiles(cgroup: String) -> [String] {
        var files = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        guard let line = cgroup.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return files }
        var path = line.dropFirst(3)
        while path.count > 1, let slash = path.lastIndex(of: "/") {
            files.append("/sys/fs/cgroup\(path)/memory.max")
            path = path[..<slash]
        }
        return files
    }
}
