/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Incoming messages by number.  Each layer hands in one constant table for its range
 * of numbers (RFC 4250 section 4.1); a row says when the message may come and who
 * handles it.  The gate is tested in one place, dispatch.c: what a phase does not
 * expect ends the session there.  Numbers without a row are answered with
 * UNIMPLEMENTED.
 *
 * A handler reads its message with struct s2_rd, checks it, changes state, and may call
 * s2_send.  It never waits, never sends bulk data, and returns 0 or the result of
 * s2_die: any other error code is turned into the death of the session. */
#ifndef S2_TRANS_DISPATCH_H
#define S2_TRANS_DISPATCH_H

#include "base/base.h"

struct _LIBSSH2_SESSION;
struct s2_pkt;

typedef int s2_handler(struct _LIBSSH2_SESSION *s, struct s2_pkt *pkt);

/* `when`: a set of enum s2_stage bits (session.h) ... */
#define S2_WHEN_STAGES 0x0fu
/* ... also between the peer's KEXINIT and its NEWKEYS (RFC 4253 section 7.1) ... */
#define S2_WHEN_REKEY 0x10u
/* ... also in the first exchange when strict key exchange is on. */
#define S2_WHEN_STRICT 0x20u
#define S2_WHEN_KEYED  0x0eu /* any stage with keys */
#define S2_WHEN_ALWAYS 0x1fu

struct s2_disp {
    uint8_t when;
    const char *name; /* "CHANNEL_DATA", for texts; NULL: no such message */
    s2_handler *fn;
};

/* Rows of the numbers first .. first + count - 1. */
struct s2_disp_table {
    uint8_t first, count;
    const struct s2_disp *rows;
};

enum { S2_TABLE_TRANS, S2_TABLE_KEX, S2_TABLE_AUTH, S2_TABLE_CONN, S2_TABLES };

/* Handle one opened packet.  0 or a negative code: the session is dead. */
int s2_dispatch(struct _LIBSSH2_SESSION *s, struct s2_pkt *pkt) S2_CHECK;

#endif
