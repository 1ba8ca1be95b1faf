/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* os.h for OpenVMS: sockets of TCP/IP Services through the C run-time library,
 * select(), stdio. Never run on OpenVMS; it keeps to calls that Linux has too, so that
 * the tests of os.h run with this file there (tests/style/vms.py). */
#define _DEFAULT_SOURCE

#include "os/os.h"

#include <errno.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>

/* --- sockets ------------------------------------------------------------------ */

int s2_os_nosignal(void)
{
#ifdef MSG_NOSIGNAL
    return MSG_NOSIGNAL;
#else
    return 0;
#endif
}

int s2_os_would_block(void)
{
    return -EAGAIN;
}

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

/* One transfer is at most this long: the run-time library counts in int, and older
 * TCP/IP stacks in 16 bits. */
static size_t piece(size_t n)
{
    return s2_min(n, 32768);
}

/* A count from recv() or send() as a result; 0 of n asked for means `zero`. */
static enum s2_io io_result(long r, size_t n, enum s2_io zero, size_t *moved)
{
    *moved = r > 0 ? (size_t)r : 0;
    if (r < 0)
        return s2_os_io_of(errno);
    return r == 0 && n > 0 ? zero : S2_IO_OK;
}

enum s2_io s2_os_recv(libssh2_socket_t sd, void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result((long)recv(sd, buf, piece(n), flags), n, S2_IO_EOF, moved);
}

enum s2_io s2_os_send(libssh2_socket_t sd, const void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result((long)send(sd, buf, piece(n), flags), n, S2_IO_AGAIN, moved);
}

int s2_os_set_nonblock(libssh2_socket_t sd, bool on)
{
    int mode = on ? 1 : 0;

    return ioctl(sd, FIONBIO, &mode) < 0 ? LIBSSH2_ERROR_SOCKET_NONE : 0;
}

int s2_os_is_nonblock(libssh2_socket_t sd)
{
    (void)sd;
    return LIBSSH2_ERROR_SOCKET_NONE; /* there is no portable way to ask */
}

/* One select() for at most ms milliseconds (-1: for ever): directions, 0 or -1. */
static int select_once(libssh2_socket_t sd, int dirs, int ms)
{
    fd_set in, out, bad;
    struct timeval tv;
    int r;

    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_ZERO(&bad);
    if (dirs & S2_OS_IN)
        FD_SET(sd, &in);
    if (dirs & S2_OS_OUT)
        FD_SET(sd, &out);
    FD_SET(sd, &bad);
    tv.tv_sec = ms / 1000;
    tv.tv_usec = ms % 1000 * 1000;
    r = select(sd + 1, &in, &out, &bad, ms < 0 ? NULL : &tv);
    if (r <= 0)
        return r;
    if (FD_ISSET(sd, &bad))
        return dirs;
    return (FD_ISSET(sd, &in) ? S2_OS_IN : 0) | (FD_ISSET(sd, &out) ? S2_OS_OUT : 0);
}

int s2_os_wait(libssh2_socket_t sd, int dirs, int64_t ms)
{
    uint64_t start = s2_os_mono_ms();
    int left;
    int r;

    if (sd < 0 || sd >= FD_SETSIZE)
        return LIBSSH2_ERROR_SOCKET_NONE;
    do {
        left = s2_os_time_left(ms, start);
        r = select_once(sd, dirs, left);
    } while ((r < 0 && errno == EINTR) || (r == 0 && left != 0));
    return r < 0 ? LIBSSH2_ERROR_SOCKET_NONE : r;
}

/* --- the local agent --------------------------------------------------------------
 */

/* No agent is known on OpenVMS. */
int s2_os_agent_open(struct s2_os_agent *a, const char *path)
{
    (void)path;
    a->sd = LIBSSH2_INVALID_SOCKET;
    return LIBSSH2_ERROR_METHOD_NOT_SUPPORTED;
}

int s2_os_agent_send(struct s2_os_agent *a, const void *buf, size_t n, int64_t ms)
{
    (void)a;
    (void)buf;
    (void)n;
    (void)ms;
    return LIBSSH2_ERROR_SOCKET_SEND;
}

int s2_os_agent_recv(struct s2_os_agent *a, void *buf, size_t n, int64_t ms)
{
    (void)a;
    (void)buf;
    (void)n;
    (void)ms;
    return LIBSSH2_ERROR_SOCKET_RECV;
}

void s2_os_agent_close(struct s2_os_agent *a)
{
    (void)a;
}

/* --- clocks ------------------------------------------------------------------- */

/* The wall clock: a step of it lengthens or shortens a deadline. */
uint64_t s2_os_mono_ms(void)
{
    struct timeval t = {0, 0};

    gettimeofday(&t, NULL);
    return (uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_usec / 1000u;
}

int64_t s2_os_now(void)
{
    return (int64_t)time(NULL);
}

/* --- files -------------------------------------------------------------------- */

/* Reads to the end into a block that doubles: the size of a record file is not its
 * number of bytes. The caller frees *p also after an error. */
static int read_growing(struct s2_mem *m, FILE *f, size_t max, uint8_t **p, size_t *n)
{
    size_t cap = 4096;
    size_t got = 0;
    uint8_t *bigger;

    *p = s2_alloc(m, cap);
    while (*p) {
        got += fread(*p + got, 1, cap - got, f);
        *n = got;
        if (ferror(f) || got > max)
            return LIBSSH2_ERROR_FILE;
        if (got < cap)
            return 0;
        bigger = s2_alloc(m, cap * 2);
        if (bigger)
            memcpy(bigger, *p, got);
        s2_wipe_free(m, *p, cap);
        *p = bigger;
        cap *= 2;
    }
    *n = 0;
    return LIBSSH2_ERROR_ALLOC;
}

int s2_os_read_file(struct s2_mem *m, const char *path, size_t max, uint8_t **data,
                    size_t *n)
{
    FILE *f = fopen(path, "rb");
    int why;
    int rc;

    *data = NULL;
    *n = 0;
    if (!f)
        return LIBSSH2_ERROR_FILE;
    errno = EFBIG;
    rc = read_growing(m, f, max, data, n);
    why = errno;
    if (rc == 0) {
        (*data)[*n] = 0;
    } else {
        s2_wipe_free(m, *data, *n);
        *data = NULL;
        *n = 0;
    }
    fclose(f);
    errno = why;
    return rc;
}

/* Stream-LF, or the C run-time library would make records of it. */
static FILE *create(const char *path)
{
#ifdef __VMS
    return fopen(path, "wb", "rfm=stmlf", "ctx=stm");
#else
    return fopen(path, "wb");
#endif
}

int s2_os_write_file(const char *path, const void *data, size_t n)
{
    FILE *f = create(path);
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

/* No lock yet: on OpenVMS the first libssh2_init() must be over before a second thread
 * uses the library. */
void s2_os_lock(void)
{
}

void s2_os_unlock(void)
{
}
