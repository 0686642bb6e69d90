/// The system calls that the process may still make, by the names of the kernel. Pure.
///
/// Made from what a run with everything in it was seen to call, and from what the C library may call in their place on
/// another processor or in a later version. A call that has no number on this processor is passed over.
enum SystemCalls {
    /// Whatever their arguments are.
    static let allowed: [String] = files + memory + sockets + waiting + threads + clocks + identity

    /// Files and folders are Landlock's business; here it is only what can be done at all. No call makes folders, links,
    /// devices or memory files, or gives files away.
    private static let files = [
        "read", "readv", "pread64", "preadv", "preadv2", "write", "writev", "pwrite64", "pwritev", "pwritev2", "lseek",
        "open", "openat", "openat2", "close", "close_range", "stat", "fstat", "lstat", "newfstatat", "fstatat64",
        "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents",
        "getdents64", "getcwd", "rename", "renameat", "renameat2", "unlink", "unlinkat", "fsync", "fdatasync",
        "fadvise64", "fcntl", "flock", "fchmod", "umask", "dup", "dup2", "dup3", "pipe2",
    ]

    /// Those that map memory are in `conditional`.
    private static let memory = [
        "brk", "munmap", "mremap", "madvise", "mincore", "mlock", "mlock2", "munlock", "membarrier",
    ]

    private static let sockets = [
        "bind", "listen", "accept", "accept4", "connect", "getsockname", "getpeername", "getsockopt", "setsockopt",
        "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "shutdown",
    ]

    private static let waiting = [
        "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
        "epoll_pwait2", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "signalfd4",
        "inotify_init1", "inotify_add_watch", "inotify_rm_watch", "restart_syscall",
    ]

    private static let threads = [
        "futex", "futex_wait", "futex_wake", "futex_requeue", "futex_waitv", "set_robust_list", "get_robust_list",
        "rseq", "set_tid_address", "exit", "exit_group", "sched_yield", "sched_getaffinity", "sched_setaffinity",
        "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getcpu",
        "getpriority", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sigaltstack",
    ]

    private static let clocks = [
        "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrandom",
    ]

    private static let identity = [
        "getpid", "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups",
        "getpgrp", "getrusage", "getrlimit", "uname", "sysinfo",
    ]

    /// Under conditions on their arguments, numbered from 0, which all have to hold. Several rows for a call are alternatives.
    static func conditional(processNumber: Int32) -> [(name: String, conditions: [ArgumentCondition])] {
        let own = UInt64(UInt32(bitPattern: processNumber))
        return socketKinds + [
            // Threads: never another process, never another namespace.
            ("clone", [ArgumentCondition(0, masked: Clone.thread | Clone.namespaces, is: Clone.thread)]),
            // Memory is written or executed, and what is executed is mapped already.
            ("mmap", [ArgumentCondition(2, masked: Memory.executable, is: 0)]),
            ("mprotect", [ArgumentCondition(2, masked: Memory.executable, is: 0)]),
            // Questions about descriptors: is it a terminal, how much can be read; and the non-blocking flag.
            ("ioctl", [ArgumentCondition(1, is: 0x5401)]), ("ioctl", [ArgumentCondition(1, is: 0x5413)]),
            ("ioctl", [ArgumentCondition(1, is: 0x541b)]), ("ioctl", [ArgumentCondition(1, is: 0x5421)]),
            // Names of threads and of pieces of memory, and whether the process is dumpable.
            ("prctl", [ArgumentCondition(0, is: 15)]), ("prctl", [ArgumentCondition(0, is: 16)]),
            ("prctl", [ArgumentCondition(0, is: 3)]), ("prctl", [ArgumentCondition(0, is: 0x5356_4d41)]),
            // Limits are asked for, not set.
            ("prlimit64", [ArgumentCondition(2, masked: .max, is: 0)]),
            // Its own threads only: `abort` sends a signal.
            ("tgkill", [ArgumentCondition(0, is: own)]),
            // Of the calling thread only.
            ("setpriority", [ArgumentCondition(0, is: 0), ArgumentCondition(1, is: 0)]),
        ]
    }

    /// TCP, UDP for names, Unix sockets, and the route table that the resolver sorts addresses by. No raw sockets, no
    /// packets, no other families.
    private static let socketKinds: [(name: String, conditions: [ArgumentCondition])] = {
        var rows: [(name: String, conditions: [ArgumentCondition])] = []
        for family in [Sockets.unix, Sockets.ipv4, Sockets.ipv6] {
            for kind in [Sockets.stream, Sockets.datagram] {
                rows.append(
                    ("socket", [ArgumentCondition(0, is: family), ArgumentCondition(1, masked: 0xf, is: kind)]))
            }
        }
        rows.append(("socket", [ArgumentCondition(0, is: Sockets.netlink), ArgumentCondition(2, is: 0)]))
        return rows
    }()

    /// Calls that nothing in the process makes and that whoever has taken it over would want: they end it.
    static let fatal = [
        "execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "bpf",
        "perf_event_open", "userfaultfd", "memfd_create", "mount", "umount2", "move_mount", "open_tree", "fsopen",
        "fsconfig", "fsmount", "fspick", "pivot_root", "chroot", "unshare", "setns", "init_module", "finit_module",
        "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "iopl", "ioperm",
        "keyctl", "add_key", "request_key", "open_by_handle_at", "setuid", "setgid", "setreuid", "setregid",
        "setresuid", "setresgid", "setgroups", "capset", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex",
        "sethostname", "setdomainname", "syslog", "quotactl", "lookup_dcookie", "io_uring_setup",
    ]

    private enum Clone {
        static let thread: UInt64 = 0x0001_0000
        /// Mounts, control groups, names, messages, users, processes, network, time (`CLONE_NEW...`).
        static let namespaces: UInt64 = 0x0002_0000 | 0x7e00_0000 | 0x80
    }

    private enum Memory {
        static let executable: UInt64 = 4
    }

    private enum Sockets {
        static let (unix, ipv4, ipv6, netlink): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 10, 16)
        static let (stream, datagram): (UInt64, UInt64) = (1, 2)
    }
}
