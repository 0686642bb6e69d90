// The Linux calls that Swift's Glibc module lacks. Declarations only.
#ifndef GATEHOUSE_CLINUX_SHIM_H
#define GATEHOUSE_CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

// Behind _GNU_SOURCE in <sys/socket.h>.
extern int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);

#endif
