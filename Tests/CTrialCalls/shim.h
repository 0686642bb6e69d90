// System calls as somebody makes them who has taken a process over: by number. For sandbox-trial alone.
#ifndef GATEHOUSE_CTRIALCALLS_SHIM_H
#define GATEHOUSE_CTRIALCALLS_SHIM_H

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

// Returns 0 or the error.
static inline int trial_call(long number, long a, long b, long c, long d) {
    return syscall(number, a, b, c, d, 0L, 0L) < 0 ? errno : 0;
}

enum trial_number {
    trial_ptrace = SYS_ptrace,
    trial_mount = SYS_mount,
    trial_unshare = SYS_unshare,
    trial_setns = SYS_setns,
    trial_bpf = SYS_bpf,
    trial_init_module = SYS_init_module,
    trial_memfd_create = SYS_memfd_create,
    trial_process_vm_readv = SYS_process_vm_readv,
    trial_io_uring_setup = SYS_io_uring_setup,
    trial_keyctl = SYS_keyctl,
    trial_clone = SYS_clone,
    trial_clone3 = SYS_clone3,
    trial_execve = SYS_execve,
    trial_setuid = SYS_setuid,
    trial_mkdirat = SYS_mkdirat,
    trial_symlinkat = SYS_symlinkat,
    trial_linkat = SYS_linkat,
    trial_mknodat = SYS_mknodat,
    trial_fchownat = SYS_fchownat,
    trial_truncate = SYS_truncate,
    trial_kill = SYS_kill,
    trial_prlimit64 = SYS_prlimit64,
    trial_personality = SYS_personality,
};

#endif
