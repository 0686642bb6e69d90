// libseccomp, and in `static inline` the macros that Swift cannot see. No logic here.
#ifndef GATEHOUSE_CSECCOMP_SHIM_H
#define GATEHOUSE_CSECCOMP_SHIM_H

#include <errno.h>
#include <seccomp.h>

static inline uint32_t seccomp_allow(void) { return SCMP_ACT_ALLOW; }
static inline uint32_t seccomp_kill_process(void) { return SCMP_ACT_KILL_PROCESS; }
static inline uint32_t seccomp_fail_with(int code) { return SCMP_ACT_ERRNO(code); }

#endif
