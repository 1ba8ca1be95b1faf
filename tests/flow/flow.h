/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Whole scenarios through the public API against the server in memory, under schedules
 * that cut, delay and starve them.  A scenario writes what it saw into a transcript,
 * and every schedule must give the transcript of the plain run: that makes "resumable"
 * a fact.
 *
 * Needs no network, no clock and no framework. */
#ifndef S2_TESTS_FLOW_H
#define S2_TESTS_FLOW_H

#include "../peer/peer.h"

#include "libssh2.h"
#include "libssh2_sftp.h"
#include "ringssh.h"

/* How bytes move between the library and the server. */
struct flow_schedule {
    const char *name;
    size_t chunk;             /* at most this many bytes a send or recv; 0: no limit */
    bool random_chunks;       /* 1 .. 3000 bytes, seeded */
    bool stutter;             /* every send and recv says "would block" first */
    uint32_t own_rekey;       /* the client changes keys after this many bytes */
    uint32_t peer_rekey;      /* the server after this many packets */
    const char *cipher, *mac; /* what the server offers; NULL: all */
    const char *comp;         /* NULL: none */
    bool slow;                /* leave it out in quick mode */
};

/* Outcomes that are no code of the library. */
enum { FLOW_STOP = -1000, FLOW_STUCK = -1001, FLOW_WRONG = -1002 };

struct flow {
    const struct flow_schedule *how;
    struct peer_script script;
    struct peer *peer;
    uint64_t random;
    bool send_blocked, recv_blocked; /* stutter: the next try goes through */
    unsigned idle;                   /* turns in which nothing moved */
    uint64_t moved, moved_before;    /* bytes, both ways; at the last turn */
    uint64_t eagains;
    uint64_t stop_at; /* give up at this EAGAIN; 0: never */
    bool leave;       /* the scenario wants its session freed at once */

    /* for hostile servers */
    bool close_when_idle; /* nothing moves: the server closes before that is a fault */
    bool closed_idle;     /* it had to */
    bool deaf;            /* the server takes no bytes any more */
    uint64_t max_turns;   /* more of them are a fault; 0: no limit */

    /* allocations of the session */
    long blocks;
    size_t bytes, peak;
    uint64_t allocs, fail_alloc; /* fail the n-th; 0: none */

    libssh2_socket_t fds[2];
    LIBSSH2_SESSION *session;
    LIBSSH2_CHANNEL *chan[4];
    LIBSSH2_SFTP *sftp;
    LIBSSH2_SFTP_HANDLE *handle[4];

    uint64_t transcript; /* hash of all that was noted */
    char error[600];     /* text of what stopped it */
};

/* One scenario: 0, or the code that stopped it (the flow holds the rest). */
typedef int flow_fn(struct flow *f);
struct flow_scenario {
    const char *name;
    flow_fn *run;
    struct peer_script script;
};
/* Each ends with name NULL. */
extern const struct flow_scenario flow_basics[], flow_files[], flow_chans[],
    flow_leaves[];

/* --- steps: 0, or the code of what stopped them --- */

/* Connect, log in with a password; the same and open an SFTP session. */
int flow_login(struct flow *f);
int flow_sftp(struct flow *f);

/* An Ed25519 key that exists for the tests only. */
#define FLOW_KEY                                                                       \
    "-----BEGIN PRIVATE KEY-----\n"                                                    \
    "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"               \
    "-----END PRIVATE KEY-----\n"

/* Pattern of a test file; a file of the server's. */
void flow_fill(uint8_t *p, size_t n, unsigned salt);
void flow_put_file(struct flow *f, const char *path, const uint8_t *data, size_t n);

/* Read a stream of a channel to its end, and note the bytes. */
int flow_read_all(struct flow *f, LIBSSH2_CHANNEL *c, int stream);

/* Open or close handle[i]. */
#define FLOW_CREATE (LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC)
int flow_open(struct flow *f, int i, const char *path, unsigned long flags);
int flow_close(struct flow *f, int i);

/* Write all of it, at this offset of the file.  Read to the end: it must be this. */
int flow_write_at(struct flow *f, LIBSSH2_SFTP_HANDLE *h, const uint8_t *data, size_t n,
                  size_t at);
int flow_read_file(struct flow *f, LIBSSH2_SFTP_HANDLE *h, const uint8_t *want,
                   size_t n);

/* Note what a file holds on the server. */
int flow_note_file(struct flow *f, const char *path);

/* --- */

/* Add to the transcript. */
void flow_note(struct flow *f, const void *p, size_t n);
void flow_note_int(struct flow *f, long long v);

/* Let the other side work after EAGAIN: 0, FLOW_STOP, FLOW_STUCK. */
int flow_turn(struct flow *f);

/* The library's last code and text, kept. */
int flow_failed(struct flow *f, int rc);

/* A wrong answer: keeps the text, returns FLOW_WRONG. */
int flow_wrong(struct flow *f, const char *format, ...);

uint32_t flow_random(struct flow *f, uint32_t below);

/* Repeat an int-valued call while it says EAGAIN; leaves the function on any failure.
 */
#define FLOW_CALL(f, rc, call)                                                         \
    do {                                                                               \
        int turn_ = 0;                                                                 \
        while (((rc) = (call)) == LIBSSH2_ERROR_EAGAIN && !(turn_ = flow_turn(f)))     \
            ;                                                                          \
        if (turn_)                                                                     \
            return turn_;                                                              \
        if ((rc) < 0)                                                                  \
            return flow_failed(f, (int)(rc));                                          \
    } while (0)

/* As FLOW_CALL, for calls that return a pointer. */
#define FLOW_PTR(f, p, call)                                                           \
    do {                                                                               \
        int turn_ = 0;                                                                 \
        while (!((p) = (call)) &&                                                      \
               libssh2_session_last_errno((f)->session) == LIBSSH2_ERROR_EAGAIN &&     \
               !(turn_ = flow_turn(f)))                                                \
            ;                                                                          \
        if (turn_)                                                                     \
            return turn_;                                                              \
        if (!(p))                                                                      \
            return flow_failed(f, libssh2_session_last_errno((f)->session));           \
    } while (0)

#define FLOW_OK(f, cond)                                                               \
    do {                                                                               \
        if (!(cond))                                                                   \
            return flow_wrong(f, "%s:%d: %s", __FILE__, __LINE__, #cond);              \
    } while (0)

/* A fresh flow with a session that is wired to a server; flow_end checks for leaks. */
int flow_begin(struct flow *f, const struct flow_scenario *sc,
               const struct flow_schedule *how, uint64_t seed);
/* Free what the scenario left, in an order chosen by `order` (0: handles first, as a
 * good program does; 1: session at once).  Returns the number of blocks not given back.
 */
long flow_end(struct flow *f, int order);

/* Hostile servers (hostile.c): runs all, adds to the counts. */
struct evil_run;
void flow_hostile(const struct evil_run *run);

/* Memory of the session's allocator. */
void *flow_memory(struct flow *f, size_t n);

/* Two connected descriptors for the session to hold (never used for traffic). */
bool flow_fd_pair(libssh2_socket_t fds[2]);
void flow_fd_close(libssh2_socket_t fds[2]);

#endif
