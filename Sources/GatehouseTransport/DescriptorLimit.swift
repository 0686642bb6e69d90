internal import Glibc

/// How many descriptors the process may have open (RLIMIT_NOFILE).
package enum DescriptorLimit {
    /// The limit that holds now.
    package static var current: UInt64 { UInt64(limits.rlim_cur) }

    /// Raises the limit as far as the process may by itself. The low default (1,024) is for programs that use `select`,
    /// which this one does not.
    package static func raise() {
        var wanted = limits
        wanted.rlim_cur = wanted.rlim_max
        // Where it is refused, the limit stays what it was, and `current` says so. The call only reads `wanted`.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &wanted)
    }

    private static var limits: rlimit {
        var limits = rlimit()
        // Cannot fail for a resource that exists; the call fills `limits` and keeps no pointer.
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        return limits
    }
}
