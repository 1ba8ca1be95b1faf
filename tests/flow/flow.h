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

    /* for hostile servers */
    bool close_when_idle; /* nothing moves: the server closes before that is a fault */
    bool closed_idle;     /* it had to */
    bool deaf;            /* the server takes no bytes any more */
    uint64_t max_turns;   /* more of them are a fault; 0: no limit */

    /* allocations of the session */
    long blocks;
    size_t bytes, peak;
    uint64_t allocs, fail_alloc; /* fail the n-th; 0: none */

    int fds[2];
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
extern const struct flow_scenario flow_scenarios[]; /* ends with name NULL */

/* Connect, log in with a password. */
int flow_login(struct flow *f);

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
bool flow_fd_pair(int fds[2]);
void flow_fd_close(int fds[2]);

#endif
