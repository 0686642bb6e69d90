// The Linux calls that Swift's Glibc module lacks: declarations, and `static inline` for what takes a variable number of
// arguments or has no function in the C library. No logic here.
#ifndef GATEHOUSE_CLINUX_SHIM_H
#define GATEHOUSE_CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <unistd.h>

// Behind _GNU_SOURCE in <sys/socket.h>.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

// Behind _GNU_SOURCE in <pthread.h> and <sched.h>.
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set);
extern int sched_setaffinity(pid_t process, size_t size, const cpu_set_t *set);

// Behind _GNU_SOURCE in <string.h>.
extern void *memmem(const void *bytes, size_t count, const void *wanted, size_t wantedCount);

// Variable numbers of arguments.
static inline int linux_prctl(int option, unsigned long value) { return prctl(option, value, 0UL, 0UL, 0UL); }

// Behind _GNU_SOURCE in <fcntl.h>.
static const int linux_O_PATH = 010000000;

// landlock(7). The structures are laid out here, since the headers of a build machine may be older than the kernel.
struct landlock_rights {
    uint64_t files, ports, scopes;
};
struct landlock_folder {
    uint64_t rights;
    int32_t descriptor;
} __attribute__((packed));
struct landlock_port {
    uint64_t rights, port;
};
static inline int landlock_version(void) { return (int)syscall(444, (void *)0, (size_t)0, (uint32_t)1); }
static inline int landlock_create(const struct landlock_rights *handled, size_t size) {
    return (int)syscall(444, handled, size, (uint32_t)0);
}
static inline int landlock_add_folder(int ruleset, const struct landlock_folder *folder) {
    return (int)syscall(445, ruleset, 1, folder, (uint32_t)0);
}
static inline int landlock_add_port(int ruleset, const struct landlock_port *port) {
    return (int)syscall(445, ruleset, 2, port, (uint32_t)0);
}
static inline int landlock_enter(int ruleset) { return (int)syscall(446, ruleset, (uint32_t)0); }

#endif
