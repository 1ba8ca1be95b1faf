/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* All that the library wants of the operating system: a socket that somebody else has
 * opened, two clocks, whole files, one process-wide lock. One file implements it for
 * each platform (os_posix.c here, os_win32.c, os_vms.c beside their build files).
 * It knows nothing of SSH, opens no network connection, resolves no name, never
 * retries and never waits, s2_os_wait() excepted. It keeps no state but the lock. */
#ifndef S2_OS_OS_H
#define S2_OS_OS_H

#include "base/base.h"
#include "base/err.h"
#include "base/mem.h"
#include "libssh2.h"

#include <limits.h>

/* --- sockets ------------------------------------------------------------------ */

/* What became of one attempt to move bytes. Not an error code of the API: the caller
 * knows which one fits. */
enum s2_io {
    S2_IO_OK,    /* *n bytes were moved, at least one (or none were asked for) */
    S2_IO_AGAIN, /* nothing can be moved now; includes a call cut by a signal */
    S2_IO_EOF,   /* the peer has closed its direction, or the connection is gone */
    S2_IO_FAILED /* anything else: the socket is of no more use */
};

/* The flags argument that keeps send() from raising SIGPIPE, 0 where there is none. */
int s2_os_nosignal(void);

/* One recv() or send() of up to n bytes with the platform's own `flags`. *moved is set
 * in every case. On a socket in blocking mode this may block: callers that must not
 * wait set it non-blocking first. */
enum s2_io s2_os_recv(libssh2_socket_t sd, void *buf, size_t n, int flags,
                      size_t *moved);
enum s2_io s2_os_send(libssh2_socket_t sd, const void *buf, size_t n, int flags,
                      size_t *moved);

/* Sorts a system error number, as an application's own send or receive callback
 * returns it negated (pass it positive), into S2_IO_AGAIN, S2_IO_EOF or S2_IO_FAILED.
 */
enum s2_io s2_os_io_of(int sys_errno);

/* The negated system number for "would block", which the callbacks of the API return.
 */
int s2_os_would_block(void);

/* Switches a socket to non-blocking, or back to blocking.
 * Errors: LIBSSH2_ERROR_SOCKET_NONE if the system refuses. */
S2_CHECK int s2_os_set_nonblock(libssh2_socket_t sd, bool on);

/* 1 if the socket is non-blocking, 0 if it blocks, LIBSSH2_ERROR_SOCKET_NONE if the
 * system cannot tell (on Windows it never can). */
S2_CHECK int s2_os_is_nonblock(libssh2_socket_t sd);

/* Directions of s2_os_wait(); the values are those of LIBSSH2_SESSION_BLOCK_*. */
#define S2_OS_IN  1
#define S2_OS_OUT 2

/* Waits until one of the directions `dirs` of sd may be tried again, for at most `ms`
 * milliseconds; negative: for ever. Signals do not shorten the wait. Hang-up and error
 * states count as ready in every direction asked for, so that the next recv() or send()
 * reports them. Returns the ready directions, 0 when the time is over, or
 * LIBSSH2_ERROR_SOCKET_NONE for a bad socket. */
S2_CHECK int s2_os_wait(libssh2_socket_t sd, int dirs, int64_t ms);

/* --- the local agent --------------------------------------------------------------
 */

/* A connection to the program on this machine that holds the user's keys: on POSIX a
 * socket in the file system. */
struct s2_os_agent {
    libssh2_socket_t sd; /* LIBSSH2_INVALID_SOCKET if not connected */
};

/* Connects to the agent at `path`, or if that is NULL to where the environment variable
 * SSH_AUTH_SOCK says. Does not wait: local agents answer at once or are not there.
 * Errors, *a then not connected: LIBSSH2_ERROR_BAD_USE nothing says where the agent is;
 * LIBSSH2_ERROR_BAD_SOCKET nobody listens there; LIBSSH2_ERROR_METHOD_NOT_SUPPORTED
 * agents of this platform are not known here. */
S2_CHECK int s2_os_agent_open(struct s2_os_agent *a, const char *path);

/* Moves exactly n bytes, within `ms` milliseconds.
 * Errors: LIBSSH2_ERROR_SOCKET_SEND or LIBSSH2_ERROR_SOCKET_RECV the agent went away;
 * LIBSSH2_ERROR_TIMEOUT. The connection is of no more use after either. */
S2_CHECK int s2_os_agent_send(struct s2_os_agent *a, const void *buf, size_t n,
                              int64_t ms);
S2_CHECK int s2_os_agent_recv(struct s2_os_agent *a, void *buf, size_t n, int64_t ms);

/* One that is not connected is left alone. */
void s2_os_agent_close(struct s2_os_agent *a);

/* --- clocks ------------------------------------------------------------------- */

/* Milliseconds from an unknown start; never runs backwards. For deadlines. */
uint64_t s2_os_mono_ms(void);

/* What is left of `ms` milliseconds that began at `start` of that clock, as poll()
 * takes it: -1 (for ever) if ms is negative, 0 when they are over. At most INT_MAX: who
 * waits longer asks again. */
static inline int s2_os_time_left(int64_t ms, uint64_t start)
{
    uint64_t gone = s2_os_mono_ms() - start;
    uint64_t left;

    if (ms < 0)
        return -1;
    if (gone >= (uint64_t)ms)
        return 0;
    left = (uint64_t)ms - gone;
    return left > INT_MAX ? INT_MAX : (int)left;
}

/* Seconds since 1970 by the wall clock. */
int64_t s2_os_now(void);

/* --- files -------------------------------------------------------------------- */

/* Reads a whole file of at most `max` bytes. *data receives a new block (the caller
 * frees it with s2_free(), or wipes it first if it may be secret), *n its length; one
 * zero byte follows that is not counted, and an empty file gives a block all the same.
 * `path` is UTF-8 on Windows.
 * Errors, *data then NULL: LIBSSH2_ERROR_FILE cannot be opened or read, or is longer
 * than max (s2_os_file_why() then knows why); LIBSSH2_ERROR_ALLOC. */
S2_CHECK int s2_os_read_file(struct s2_mem *m, const char *path, size_t max,
                             uint8_t **data, size_t *n);

/* Replaces the contents of a file, which is made if it is not there. Success is told
 * only after the file has been closed without an error (so a full disk is noticed).
 * Errors: LIBSSH2_ERROR_FILE; the file may then be cut short. */
S2_CHECK int s2_os_write_file(const char *path, const void *data, size_t n);

/* --- one at a time -------------------------------------------------------------- */

/* The one lock of the process, for the start of a crypto backend and for counting
 * libssh2_init(); nothing on the data path takes it. It is not recursive. */
void s2_os_lock(void);
void s2_os_unlock(void);

/* A thing to be done once in a process: { 0, 0 } in the beginning. */
struct s2_os_once {
    int done;
    int result;
};

/* Runs fn unless it has run for this `o` before; a second thread waits for the first.
 * Returns what fn returned that one time. fn must not call s2_os_once() or
 * s2_os_lock() itself. */
S2_CHECK int s2_os_once(struct s2_os_once *o, int (*fn)(void));

#endif
