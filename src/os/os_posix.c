/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* os.h for POSIX systems: recv, send, fcntl, poll, clock_gettime, stdio, one mutex. */
#define _POSIX_C_SOURCE 200809L
#define _DARWIN_C_SOURCE

#include "os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* The only state of this layer; see s2_os_lock() in os.h. */
static pthread_mutex_t process_lock = PTHREAD_MUTEX_INITIALIZER;

/* --- sockets ------------------------------------------------------------------ */

/* MSG_NOSIGNAL is in POSIX 2008; a system without it raises SIGPIPE, which the program
 * then has to ignore. */
int s2_os_nosignal(void)
{
#ifdef MSG_NOSIGNAL
    return MSG_NOSIGNAL;
#else
    return 0;
#endif
}

/* Negated, as the socket callbacks of the API return it. */
int s2_os_would_block(void)
{
    return -EAGAIN;
}

/* EINTR counts as "try again later": no call is repeated here. */
enum s2_io s2_os_io_of(int sys_errno)
{
    switch (sys_errno) {
    case EAGAIN:
    case EINTR:
#if EWOULDBLOCK != EAGAIN
    case EWOULDBLOCK:
#endif
        return S2_IO_AGAIN;
    case EPIPE:
    case ECONNRESET:
    case ECONNABORTED:
    case ENOTCONN:
    case ESHUTDOWN:
        return S2_IO_EOF;
    default:
        return S2_IO_FAILED;
    }
}

/* A count from recv() or send() as a result; 0 of n asked for means `zero`. */
static enum s2_io io_result(ssize_t r, size_t n, enum s2_io zero, size_t *moved)
{
    *moved = r > 0 ? (size_t)r : 0;
    if (r < 0)
        return s2_os_io_of(errno);
    return r == 0 && n > 0 ? zero : S2_IO_OK;
}

/* 0 bytes from recv() is the end of the stream. */
enum s2_io s2_os_recv(libssh2_socket_t sd, void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result(recv(sd, buf, n, flags), n, S2_IO_EOF, moved);
}

/* 0 bytes from send() is no end: nothing could be taken. */
enum s2_io s2_os_send(libssh2_socket_t sd, const void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result(send(sd, buf, n, flags), n, S2_IO_AGAIN, moved);
}

/* Only this one flag changes; the application may have set others. */
int s2_os_set_nonblock(libssh2_socket_t sd, bool on)
{
    int flags = fcntl(sd, F_GETFL);

    if (flags < 0)
        return LIBSSH2_ERROR_SOCKET_NONE;
    flags = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    return fcntl(sd, F_SETFL, flags) < 0 ? LIBSSH2_ERROR_SOCKET_NONE : 0;
}

/* Asked once, to put it back when the session is freed. */
int s2_os_is_nonblock(libssh2_socket_t sd)
{
    int flags = fcntl(sd, F_GETFL);

    if (flags < 0)
        return LIBSSH2_ERROR_SOCKET_NONE;
    return flags & O_NONBLOCK ? 1 : 0;
}

int s2_os_wait(libssh2_socket_t sd, int dirs, int64_t ms)
{
    uint64_t start = s2_os_mono_ms();
    struct pollfd p;
    int left;
    int r;

    p.fd = sd;
    p.events =
        (short)((dirs & S2_OS_IN ? POLLIN : 0) | (dirs & S2_OS_OUT ? POLLOUT : 0));
    do {
        p.revents = 0;
        left = s2_os_time_left(ms, start);
        r = poll(&p, 1, left);
    } while ((r < 0 && errno == EINTR) || (r == 0 && left != 0));
    if (r < 0 || (p.revents & POLLNVAL))
        return LIBSSH2_ERROR_SOCKET_NONE;
    if (r == 0)
        return 0;
    if (p.revents & (POLLERR | POLLHUP))
        return dirs;
    return (p.revents & POLLIN ? S2_OS_IN : 0) | (p.revents & POLLOUT ? S2_OS_OUT : 0);
}

/* --- the local agent --------------------------------------------------------------
 */

int s2_os_agent_open(struct s2_os_agent *a, const char *path)
{
    struct sockaddr_un at;
    int sd;

    a->sd = LIBSSH2_INVALID_SOCKET;
    if (!path)
        path = getenv("SSH_AUTH_SOCK");
    if (!path || !*path)
        return LIBSSH2_ERROR_BAD_USE;
    memset(&at, 0, sizeof(at));
    at.sun_family = AF_UNIX;
    if (strlen(path) >= sizeof(at.sun_path))
        return LIBSSH2_ERROR_BAD_SOCKET;
    memcpy(at.sun_path, path, strlen(path));
    sd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (sd < 0)
        return LIBSSH2_ERROR_BAD_SOCKET;
    /* Not for programs that the application may start. */
    if (fcntl(sd, F_SETFD, FD_CLOEXEC) != 0 ||
        connect(sd, (const struct sockaddr *)(const void *)&at, sizeof(at)) != 0 ||
        s2_os_set_nonblock(sd, true) != 0) {
        close(sd);
        return LIBSSH2_ERROR_BAD_SOCKET;
    }
    a->sd = sd;
    return 0;
}

/* After an attempt that moved nothing: 0 to try again, else what ends it. */
static int agent_wait(struct s2_os_agent *a, enum s2_io io, int dirs, int left,
                      int failed)
{
    int r;

    if (io != S2_IO_AGAIN)
        return failed;
    r = s2_os_wait(a->sd, dirs, left);
    if (r < 0)
        return failed;
    return r == 0 ? LIBSSH2_ERROR_TIMEOUT : 0;
}

/* All of it or an error: an agent is near and quick, or it hangs and the deadline ends
 * it. */
int s2_os_agent_send(struct s2_os_agent *a, const void *buf, size_t n, int64_t ms)
{
    uint64_t start = s2_os_mono_ms();
    const uint8_t *p = buf;
    size_t moved;
    int rc;

    while (n) {
        enum s2_io io = s2_os_send(a->sd, p, n, s2_os_nosignal(), &moved);

        if (io != S2_IO_OK) {
            rc = agent_wait(a, io, S2_OS_OUT, s2_os_time_left(ms, start),
                            LIBSSH2_ERROR_SOCKET_SEND);
            if (rc)
                return rc;
        }
        p += moved;
        n -= moved;
    }
    return 0;
}

/* Exactly n bytes: the caller knows from the protocol how many must come. */
int s2_os_agent_recv(struct s2_os_agent *a, void *buf, size_t n, int64_t ms)
{
    uint64_t start = s2_os_mono_ms();
    uint8_t *p = buf;
    size_t moved;
    int rc;

    while (n) {
        enum s2_io io = s2_os_recv(a->sd, p, n, 0, &moved);

        if (io != S2_IO_OK) {
            rc = agent_wait(a, io, S2_OS_IN, s2_os_time_left(ms, start),
                            LIBSSH2_ERROR_SOCKET_RECV);
            if (rc)
                return rc;
        }
        p += moved;
        n -= moved;
    }
    return 0;
}

/* Safe for one that was never opened. */
void s2_os_agent_close(struct s2_os_agent *a)
{
    if (a->sd != LIBSSH2_INVALID_SOCKET)
        close(a->sd);
    a->sd = LIBSSH2_INVALID_SOCKET;
}

/* --- clocks ------------------------------------------------------------------- */

/* Not the wall clock: deadlines must not move when somebody sets the time. */
uint64_t s2_os_mono_ms(void)
{
    struct timespec t = {0, 0};

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u;
}

int64_t s2_os_now(void)
{
    return (int64_t)time(NULL);
}

/* --- files -------------------------------------------------------------------- */

/* Reads on until the end of the file or cap bytes. Negative: a read failed. */
static ssize_t read_all(int fd, uint8_t *p, size_t cap)
{
    size_t got = 0;

    while (got < cap) {
        ssize_t r = read(fd, p + got, cap - got);

        if (r == 0)
            break;
        if (r < 0 && errno != EINTR)
            return -1;
        if (r > 0)
            got += (size_t)r;
    }
    return (ssize_t)got;
}

/* The size to allocate for: what fstat() says of a regular file, else `max`. A pipe or
 * a device may hold a key too. */
static int file_size(int fd, size_t max, size_t *size)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return LIBSSH2_ERROR_FILE;
    errno = S_ISDIR(st.st_mode) ? EISDIR : EFBIG;
    *size = max;
    if (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max))
        return LIBSSH2_ERROR_FILE;
    /* Size 0: some file systems invent the contents on reading. */
    if (S_ISREG(st.st_mode) && st.st_size > 0)
        *size = (size_t)st.st_size;
    return 0;
}

/* The part of s2_os_read_file() that the descriptor is open for. */
static int read_open(struct s2_mem *m, int fd, size_t max, uint8_t **data, size_t *n)
{
    size_t size;
    ssize_t got;
    uint8_t *p;
    int rc = file_size(fd, max, &size);

    if (rc < 0)
        return rc;
    /* One byte more than is wanted: were it filled, the file has more. */
    p = s2_alloc(m, size + 1);
    if (!p)
        return LIBSSH2_ERROR_ALLOC;
    errno = EFBIG;
    got = read_all(fd, p, size + 1);
    if (got < 0 || (size_t)got > size) {
        s2_wipe_free(m, p, size + 1);
        return LIBSSH2_ERROR_FILE;
    }
    p[got] = 0;
    *data = p;
    *n = (size_t)got;
    return 0;
}

/* The size is asked for first and checked against max before anything is allocated. */
int s2_os_read_file(struct s2_mem *m, const char *path, size_t max, uint8_t **data,
                    size_t *n)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int why;
    int rc;

    *data = NULL;
    *n = 0;
    if (fd < 0)
        return LIBSSH2_ERROR_FILE;
    rc = read_open(m, fd, max, data, n);
    why = errno;
    close(fd);
    errno = why;
    return rc;
}

/* close() is checked too: that is where a full disk over a network shows. */
int s2_os_write_file(const char *path, const void *data, size_t n)
{
    FILE *f = fopen(path, "wb");
    size_t put;

    if (!f)
        return LIBSSH2_ERROR_FILE;
    put = n > 0 ? fwrite(data, 1, n, f) : 0;
    /* fclose() in every case, and its word counts: it writes what is buffered. */
    if (fclose(f) != 0 || put != n)
        return LIBSSH2_ERROR_FILE;
    return 0;
}

/* --- one at a time -------------------------------------------------------------- */

/* The one lock of the process; held for moments only. */
void s2_os_lock(void)
{
    pthread_mutex_lock(&process_lock);
}

void s2_os_unlock(void)
{
    pthread_mutex_unlock(&process_lock);
}
