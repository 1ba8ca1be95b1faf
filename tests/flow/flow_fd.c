/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A descriptor that the library can hold: the traffic goes through callbacks. */
#include "flow.h"

#ifdef _WIN32
#include <winsock2.h>
bool flow_fd_pair(libssh2_socket_t fds[2])
{
    WSADATA data;

    WSAStartup(MAKEWORD(2, 2), &data);
    fds[0] = socket(AF_INET, SOCK_DGRAM, 0);
    fds[1] = LIBSSH2_INVALID_SOCKET;
    return fds[0] != LIBSSH2_INVALID_SOCKET;
}
void flow_fd_close(libssh2_socket_t fds[2])
{
    closesocket(fds[0]);
}
#else
#include <sys/socket.h>
#include <unistd.h>
bool flow_fd_pair(libssh2_socket_t fds[2])
{
    return socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0;
}
void flow_fd_close(libssh2_socket_t fds[2])
{
    close(fds[0]);
    close(fds[1]);
}
#endif
