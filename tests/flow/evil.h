/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Servers that break the rules: what a case is, and what cases are made of.  A case is
 * one connection of an ordinary client to a server that does one thing wrong at one
 * point.  Whatever the server does, the client ends with success or with a code and a
 * text, gives back all memory, and never waits for something that has come. */
#ifndef S2_TESTS_EVIL_H
#define S2_TESTS_EVIL_H

#include "flow.h"

/* When the server goes wrong. */
enum evil_phase {
    EVIL_START,     /* before anything was sent */
    EVIL_IDENT,     /* before its KEXINIT */
    EVIL_KEX,       /* before its reply of the first exchange */
    EVIL_SERVICE,   /* before SERVICE_ACCEPT */
    EVIL_AUTH,      /* before the answer to the password */
    EVIL_IDLE,      /* logged in, nothing open */
    EVIL_CHANNEL,   /* a command runs */
    EVIL_SFTP,      /* an SFTP session is open */
    EVIL_REKEY,     /* in a later exchange, after its KEXINIT */
    EVIL_OWN_REKEY, /* after the client's KEXINIT of a later exchange, before its own */
    EVIL_PHASES
};

enum evil_expect {
    EVIL_DIES,  /* an error code, before the server closes */
    EVIL_WAITS, /* an error code once the server has closed */
    EVIL_LIVES, /* all works */
    EVIL_ANY    /* either, but in good order */
};

struct evil;
typedef void evil_inject(struct evil *e);
typedef bool evil_hook(struct evil *e, uint8_t type, struct s2_rd *r);
typedef bool evil_fxp_hook(struct evil *e, uint8_t type, uint32_t id, struct s2_rd *r);

struct evil_case {
    const char *name;
    enum evil_phase phase;
    enum evil_expect expect;
    evil_inject *inject; /* once, in that phase */
    bool swallow;        /* ... in place of what the server would do */
    evil_hook *on;       /* each message of the client; true: swallowed */
    evil_fxp_hook *on_fxp;
    flow_fn *client; /* what the client does; NULL: what fits the phase */
    int64_t arg;
    const char *text; /* must stand in the text of the error */
    const char *(*check)(const struct evil *e); /* after success: what is wrong */
    size_t peak; /* most memory of the session; 0: 1 MiB */
    struct peer_script script;
};

struct evil {
    struct flow f; /* first: the client's functions get its address */
    struct evil_case c;
    bool done; /* injected */
    bool cut;  /* the server closes in the middle of it */
    unsigned count;
    uint32_t late;          /* an id kept for later */
    struct peer_chan *chan; /* of the SFTP message at hand */
    uint8_t fill;           /* of `r` and `n` in formats */
};

/* The beginning of a row. */
#define EVIL(n, p, x, i) .name = (n), .phase = (p), .expect = (x), .inject = (i)

/* Tables end with name NULL. */
extern const struct evil_case evil_trans[], evil_zip[], evil_kex[], evil_auth[],
    evil_conn[], evil_sftp[];

struct evil_run {
    uint64_t seed;
    bool quick;
    const char *only; /* part of a case's name, or NULL */
    int *passed, *failed;
};

/* Run one case, print its name if it fails. */
void evil_one(const struct evil_run *run, const struct evil_case *c);

/* Let the server go wrong, unless it has. */
void evil_now(struct evil *e);

/* Each message number in each phase. */
void evil_numbers(const struct evil_run *run);
/* Each wrong length in each kind of packet. */
void evil_lengths(const struct evil_run *run);
/* Each kind of SFTP reply to each kind of request. */
void evil_replies(const struct evil_run *run);

/* Send one message, at once.  format: b byte, u 32 bits, q 64 bits, s string of a text,
 * n string of so many bytes e->fill (size_t), r as many raw bytes, p string of span. */
void evil_say(struct evil *e, const char *format, ...);
/* The same into the SFTP stream, as one message or as it stands. */
void evil_fxp(struct evil *e, const char *format, ...);
void evil_stream(struct evil *e, const char *format, ...);

/* The client's number of its first channel. */
uint32_t evil_chan(const struct evil *e);

/* What clients do after login. */
flow_fn evil_exec, evil_stat;
/* ... with SFTP (evil_tour.c); all end with a request that shows that SFTP still works
 */
flow_fn evil_read, evil_read_close, evil_write, evil_list, evil_path, evil_vfs,
    evil_tour;

#endif
