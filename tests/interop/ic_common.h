/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* What the interop clients share: options, connecting, waiting, checking. A client is a
 * list of named cases; run.py starts one process for each case (and mode), so a crash,
 * a hang or a broken connection spoils one case only. The clients use the public API
 * and nothing else of the library, so that they run against any library of this ABI.
 *
 *     CLIENT --list                 the names of its cases
 *     CLIENT [options] CASE         runs one; exit status 0 passed, 1 failed, 77
 * skipped; the last line of standard output tells why
 *
 * In non-blocking mode (--nonblocking) each call is repeated by the IC_ macros as the
 * API's rule says; in blocking mode the same macros fail the case if EAGAIN turns up.
 */

#ifndef TESTS_IC_COMMON_H
#define TESTS_IC_COMMON_H

#include <libssh2.h>
#include <libssh2_sftp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define IC_PRINTF(a, b) __attribute__((format(printf, a, b)))
#define IC_NORETURN     __attribute__((noreturn))
#else
#define IC_PRINTF(a, b)
#define IC_NORETURN
#endif

enum { IC_PREFS = 11, IC_PATHS = 16 };

struct ic {
    /* options */
    int port;
    const char *user;
    const char *key; /* private key file */
    const char *pub; /* public key file, or NULL */
    const char *passphrase;
    const char *password;
    const char *known_hosts; /* checked if given */
    const char *dir;         /* a folder of the server that is ours */
    const char *arg;         /* what the case needs besides */
    const char *prefs[IC_PREFS];
    bool nonblocking;
    bool from_memory;
    bool compress;
    bool report; /* print progress */
    long timeout_ms;
    long rekey_bytes; /* 0: leave as it is */
    size_t buffer;    /* bytes a call in transfers */
    int argc;         /* what follows the case's name */
    char **argv;
    /* state */
    libssh2_socket_t sock;
    LIBSSH2_SESSION *session;
    LIBSSH2_SFTP *sftp;
    char path[IC_PATHS][512]; /* of ic_path() */
    unsigned next_path;
};

struct ic_case {
    const char *name;
    void (*run)(struct ic *ic);
};

/* Runs main() of a client. `cases` ends with a row whose name is NULL. */
int ic_main(int argc, char **argv, const struct ic_case *cases);

/* Ends the process: the case failed, or cannot be run here. */
void ic_fail(struct ic *ic, const char *fmt, ...) IC_NORETURN IC_PRINTF(2, 3);
void ic_skip(const char *fmt, ...) IC_NORETURN IC_PRINTF(1, 2);

/* Steps of a connection; each fails the case if it does not succeed. ic_login()
 * includes ic_connect() and ic_handshake(), ic_sftp() includes ic_login(). */
void ic_connect(struct ic *ic);
void ic_handshake(struct ic *ic);
void ic_login(struct ic *ic);
void ic_sftp(struct ic *ic);
/* One attempt by key or password as the options say; returns the library's code. */
int ic_authenticate(struct ic *ic);

/* Disconnects and frees everything. Called at the end of each case. */
void ic_close(struct ic *ic);

/* After EAGAIN: waits in the directions that the session tells. Fails the case if there
 * are none, in blocking mode, and after 30 s. */
void ic_wait(struct ic *ic);

/* "<dir>/<name>", good until IC_PATHS other names have been asked for. */
const char *ic_path(struct ic *ic, const char *name);

/* Milliseconds of a steady clock. */
long ic_now(void);

/* A file or stream of pseudo-random bytes: the byte at `offset` of stream `seed`. */
uint8_t ic_byte(uint32_t seed, uint64_t offset);
/* Allocates and fills `n` bytes of it from `offset` on. */
char *ic_bytes(struct ic *ic, uint32_t seed, uint64_t offset, size_t n);
/* Fails the case unless the bytes are those of the stream. */
void ic_expect_bytes(struct ic *ic, const char *got, size_t n, uint32_t seed,
                     uint64_t offset);

/* Creates, respectively checks, a remote file of `size` bytes of stream `seed`. */
void ic_make_file(struct ic *ic, const char *path, uint32_t seed, size_t size);
void ic_expect_file(struct ic *ic, const char *path, uint32_t seed, size_t size);

/* Opens; fails the case if that fails. */
LIBSSH2_SFTP_HANDLE *ic_open(struct ic *ic, const char *path, unsigned long flags);
LIBSSH2_SFTP_HANDLE *ic_opendir(struct ic *ic, const char *path);
void ic_close_handle(struct ic *ic, LIBSSH2_SFTP_HANDLE *handle);
/* Writes all of it. */
void ic_write(struct ic *ic, LIBSSH2_SFTP_HANDLE *handle, const char *p, size_t n);

/* Fails the case unless the last operation gave -31 and this SFTP status. */
void ic_expect_status(struct ic *ic, int rc, unsigned long status, const char *what,
                      int line);
void ic_expect_equal(struct ic *ic, long long got, long long want, const char *what,
                     int line);

/* rc = the value of `call`, repeated while it is EAGAIN. */
#define IC_RC(ic, rc, call)                                                            \
    do {                                                                               \
        while (((rc) = (call)) == LIBSSH2_ERROR_EAGAIN)                                \
            ic_wait(ic);                                                               \
    } while (0)

/* p = the pointer that `call` returns, repeated while that is NULL for EAGAIN. */
#define IC_PTR(ic, p, call)                                                            \
    do {                                                                               \
        while (!((p) = (call)) &&                                                      \
               libssh2_session_last_errno((ic)->session) == LIBSSH2_ERROR_EAGAIN)      \
            ic_wait(ic);                                                               \
    } while (0)

/* The call must return exactly `want`. */
#define IC_CALL(ic, want, call)                                                        \
    do {                                                                               \
        long long ic_got_;                                                             \
        IC_RC(ic, ic_got_, (call));                                                    \
        ic_expect_equal(ic, ic_got_, (want), #call, __LINE__);                         \
    } while (0)

/* The call must fail with SFTP_PROTOCOL and this status of the server. */
#define IC_STATUS(ic, status, call)                                                    \
    do {                                                                               \
        int ic_got_;                                                                   \
        IC_RC(ic, ic_got_, (int)(call));                                               \
        ic_expect_status(ic, ic_got_, (status), #call, __LINE__);                      \
    } while (0)

#define IC_EQ(ic, got, want)                                                           \
    ic_expect_equal(ic, (long long)(got), (long long)(want), #got, __LINE__)

#define IC_OK(ic, condition)                                                           \
    do {                                                                               \
        if (!(condition))                                                              \
            ic_fail(ic, "line %d: not true: %s", __LINE__, #condition);                \
    } while (0)

#endif
