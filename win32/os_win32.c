/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* os.h for Windows 7 and later: Winsock 2, WSAPoll, wide file names, one slim lock.
 * The application starts Winsock (it has opened the socket), not this library. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0601
#endif

#include "os/os.h"

#include <winsock2.h>
#include <windows.h>
#include <errno.h>
#include <io.h>
#include <limits.h>
#include <stdio.h>

/* The only state of this layer; see s2_os_lock() in os.h. */
static SRWLOCK process_lock = SRWLOCK_INIT;

/* --- sockets ------------------------------------------------------------------ */

int s2_os_nosignal(void)
{
    return 0; /* there is no SIGPIPE */
}

int s2_os_would_block(void)
{
    return -EAGAIN;
}

/* Own callbacks of an application may return numbers of errno.h or of Winsock. */
enum s2_io s2_os_io_of(int sys_errno)
{
    switch (sys_errno) {
    case EAGAIN:
    case EINTR:
    case EWOULDBLOCK:
    case WSAEWOULDBLOCK:
    case WSAEINTR:
        return S2_IO_AGAIN;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAENETRESET:
    case WSAENOTCONN:
    case WSAESHUTDOWN:
        return S2_IO_EOF;
    default:
        return S2_IO_FAILED;
    }
}

/* A count from recv() or send() as a result; 0 of n asked for means `zero`. */
static enum s2_io io_result(int r, size_t n, enum s2_io zero, size_t *moved)
{
    *moved = r > 0 ? (size_t)r : 0;
    if (r < 0)
        return s2_os_io_of(WSAGetLastError());
    return r == 0 && n > 0 ? zero : S2_IO_OK;
}

/* Winsock counts in int. */
static int int_size(size_t n)
{
    return n > INT_MAX ? INT_MAX : (int)n;
}

enum s2_io s2_os_recv(libssh2_socket_t sd, void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result(recv(sd, buf, int_size(n), flags), n, S2_IO_EOF, moved);
}

enum s2_io s2_os_send(libssh2_socket_t sd, const void *buf, size_t n, int flags,
                      size_t *moved)
{
    return io_result(send(sd, buf, int_size(n), flags), n, S2_IO_AGAIN, moved);
}

int s2_os_set_nonblock(libssh2_socket_t sd, bool on)
{
    u_long mode = on ? 1 : 0;

    /* FIONBIO holds the sign bit of an unsigned constant, and its parameter is long. */
    return ioctlsocket(sd, (long)FIONBIO, &mode) ? LIBSSH2_ERROR_SOCKET_NONE : 0;
}

int s2_os_is_nonblock(libssh2_socket_t sd)
{
    (void)sd;
    return LIBSSH2_ERROR_SOCKET_NONE; /* Winsock does not tell */
}

int s2_os_wait(libssh2_socket_t sd, int dirs, int64_t ms)
{
    uint64_t start = s2_os_mono_ms();
    WSAPOLLFD p;
    int left;
    int r;

    p.fd = sd;
    p.events = (SHORT)((dirs & S2_OS_IN ? POLLRDNORM : 0) |
                       (dirs & S2_OS_OUT ? POLLWRNORM : 0));
    do {
        p.revents = 0;
        left = s2_os_time_left(ms, start);
        r = WSAPoll(&p, 1, left);
    } while ((r < 0 && WSAGetLastError() == WSAEINTR) || (r == 0 && left != 0));
    if (r < 0 || (p.revents & POLLNVAL))
        return LIBSSH2_ERROR_SOCKET_NONE;
    if (r == 0)
        return 0;
    /* A closed peer shows as POLLHUP without POLLRDNORM: let recv() find out. */
    if (p.revents & (POLLERR | POLLHUP))
        return dirs;
    return (p.revents & POLLRDNORM ? S2_OS_IN : 0) |
           (p.revents & POLLWRNORM ? S2_OS_OUT : 0);
}

/* --- the local agent --------------------------------------------------------------
 */

/* OpenSSH's agent listens on a named pipe and Pageant behind a window; neither is
 * spoken to yet. */
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

uint64_t s2_os_mono_ms(void)
{
    return GetTickCount64();
}

int64_t s2_os_now(void)
{
    FILETIME ft;
    uint64_t t;

    GetSystemTimeAsFileTime(&ft);
    t = (uint64_t)ft.dwHighDateTime << 32 | ft.dwLowDateTime;
    /* From 100 ns since 1601 to seconds since 1970. */
    return (int64_t)(t / 10000000u) - INT64_C(11644473600);
}

/* --- files -------------------------------------------------------------------- */

/* fopen() takes the code page; names in the API are UTF-8. */
static FILE *open_utf8(const char *path, const wchar_t *mode)
{
    wchar_t wide[1024];

    if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide,
                             (int)S2_COUNT(wide))) {
        errno = ENOENT;
        return NULL;
    }
    return _wfopen(wide, mode);
}

int s2_os_read_file(struct s2_mem *m, const char *path, size_t max, uint8_t **data,
                    size_t *n)
{
    FILE *f = open_utf8(path, L"rb");
    uint8_t *p = NULL;
    int64_t size;
    size_t got;
    int rc = LIBSSH2_ERROR_FILE;

    *data = NULL;
    *n = 0;
    if (!f)
        return LIBSSH2_ERROR_FILE;
    size = _filelengthi64(_fileno(f));
    errno = EFBIG;
    if (size < 0 || (uint64_t)size > max)
        goto out;
    p = s2_alloc(m, (size_t)size + 1);
    if (!p) {
        rc = LIBSSH2_ERROR_ALLOC;
        goto out;
    }
    got = fread(p, 1, (size_t)size, f);
    if (ferror(f)) {
        s2_wipe_free(m, p, (size_t)size + 1);
        goto out;
    }
    p[got] = 0;
    *data = p;
    *n = got;
    rc = 0;
out:
    fclose(f);
    return rc;
}

int s2_os_write_file(const char *path, const void *data, size_t n)
{
    FILE *f = open_utf8(path, L"wb");
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

void s2_os_lock(void)
{
    AcquireSRWLockExclusive(&process_lock);
}

void s2_os_unlock(void)
{
    ReleaseSRWLockExclusive(&process_lock);
}
