// The Linux calls that Swift's Glibc module lacks. Declarations only.
#ifndef GATEHOUSE_CLINUX_SHIM_H
#define GATEHOUSE_CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>

// Behind _GNU_SOURCE in <sys/socket.h>.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

// Behind _GNU_SOURCE in <pthread.h> and <sched.h>.
extern int pthread_setname_np(pthread_t thread, const char *name);
extern int sched_getaffinity(pid_t process, size_t size, cpu_set_t *set);
extern int sched_setaffinity(pid_t process, size_t size, const cpu_set_t *set);

// Behind _GNU_SOURCE in <string.h>.
extern void *memmem(const void *bytes, size_t count, const void *wanted, size_t wantedCount);

#endif
