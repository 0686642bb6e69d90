import Testing

@testable import GatehouseSandbox

@Suite struct SystemCallsTests {
    private static let conditional = SystemCalls.conditional(processNumber: 4711)

    @Test func noCallIsInTwoLists() {
        let names = SystemCalls.allowed + Set(Self.conditional.map(\.name)) + SystemCalls.fatal
        #expect(Set(names).count == names.count)
    }

    /// What turns a foothold into more; a line that is added by mistake is seen here.
    @Test(arguments: [
        "execve", "execveat", "fork", "vfork", "clone3", "ptrace", "process_vm_writev", "bpf", "mount", "unshare",
        "setns",
        "memfd_create", "io_uring_setup", "kill", "chmod", "chown", "link", "symlink", "mknod", "mkdir", "truncate",
        "ftruncate", "setuid", "personality", "seccomp", "landlock_restrict_self", "socketpair", "shmat", "kexec_load",
    ])
    func isNotAllowed(_ name: String) {
        #expect(!SystemCalls.allowed.contains(name))
        #expect(!Self.conditional.contains { $0.name == name })
    }

    @Test func threadsButNoProcesses() throws {
        let condition = try #require(Self.conditional.first { $0.name == "clone" }?.conditions.first)
        func passes(_ flags: UInt64) -> Bool { flags & condition.mask == condition.value }
        // What the C library starts threads with.
        #expect(passes(0x3d_0f00))
        #expect(!passes(0x11))
        #expect(!passes(0x3d_0f00 | 0x1000_0000))
        #expect(!passes(0x0001_0000 | 0x0002_0000))
    }

    @Test func signalsToItselfAlone() throws {
        let condition = try #require(Self.conditional.first { $0.name == "tgkill" }?.conditions.first)
        #expect(condition == ArgumentCondition(0, is: 4711))
    }

    @Test func everyConditionIsAboutBitsThatItLooksAt() {
        for row in Self.conditional {
            #expect(!row.conditions.isEmpty)
            for condition in row.conditions { #expect(condition.value & ~condition.mask == 0, "\(row.name)") }
        }
    }
}
