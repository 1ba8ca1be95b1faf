/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Resumable operations.  An operation is a short table of steps; each runs to its end
 * or asks to be run again when something has arrived.  Before a step returns S2_WAIT it
 * has changed nothing that running it again would change twice.
 *
 * A call that is repeated after EAGAIN finds its operation by owner, type and a
 * fingerprint of the contents of its arguments; with other arguments it is another
 * operation, so any number of one kind can be under way.  Pattern of every resumable
 * function of the layers above:
 *
 *     int s2_x_do(struct s2_x *x, struct s2_span arg)
 *     {
 *         struct do_op *o = s2_op_begin(s, &do_type, x, s2_fnv(S2_FNV_START, arg));
 *         int rc = s2_op_run(s, &o->op);              (copes with NULL: ALLOC)
 *         if (rc != LIBSSH2_ERROR_EAGAIN)
 *             s2_op_end(s, &o->op);                   (after results were read)
 *         return rc;
 *     }
 *
 * where the first step fills in and sends.  If arguments must be copied, test
 * `o->op.fresh` after s2_op_begin (true until the first run). */
#ifndef S2_TRANS_OP_H
#define S2_TRANS_OP_H

#include "base/list.h"
#include "base/text.h"

struct _LIBSSH2_SESSION;
struct s2_op;

/* What a step returns, or a negative code. */
enum {
    S2_NEXT = 1,  /* go on with the next step; after the last one: done */
    S2_WAIT = 2,  /* run me again when something has arrived */
    S2_DONE = 3,  /* the operation is complete */
    S2_GOTO_ = 16 /* see S2_TO */
};
#define S2_TO(n) (S2_GOTO_ + (n)) /* go on with step n of the table */

typedef int s2_step(struct _LIBSSH2_SESSION *s, struct s2_op *o);

struct s2_op_type {
    const char *name; /* "FSTAT", for texts and trace */
    size_t size;      /* of the operation's own struct, whose first member is s2_op */
    s2_step *const *steps;
    uint8_t count;
    bool patient; /* true: waiting has no limit of its own (the caller's deadline
                     counts) */
    /* Release what the operation holds and make sure that a late reply is swallowed.
     * Called once, however it ends; may be NULL. */
    void (*drop)(struct _LIBSSH2_SESSION *s, struct s2_op *o);
};

struct s2_op {
    struct s2_link link;
    const struct s2_op_type *type;
    const void *owner;
    uint64_t print;   /* fingerprint of the arguments */
    uint64_t since;   /* ms: when it last advanced */
    uint64_t touched; /* ms: when its caller last asked */
    uint8_t at;       /* step */
    bool fresh;       /* not run yet */
};

/* More operations than this of one owner: the one not asked for the longest is dropped.
 */
#define S2_OPS_MAX 256

/* The pending operation with these three, or a new one, zeroed behind struct s2_op;
 * NULL without memory.  One that nobody asked for during the read timeout counts as
 * given up: it is dropped and a new one begun. */
void *s2_op_begin(struct _LIBSSH2_SESSION *s, const struct s2_op_type *type,
                  const void *owner, uint64_t print);

/* Run steps, and the pump between them, until done or nothing can be done without
 * waiting: 0, EAGAIN, TIMEOUT (no answer within the read timeout), or a step's code.
 * The operation still exists afterwards.  o may be NULL: ALLOC. */
int s2_op_run(struct _LIBSSH2_SESSION *s, struct s2_op *o) S2_CHECK;

/* Forget the operation: drop, unlink, free.  NULL allowed. */
void s2_op_end(struct _LIBSSH2_SESSION *s, struct s2_op *o);

/* End all operations of an owner that is being freed. */
void s2_op_end_owner(struct _LIBSSH2_SESSION *s, const void *owner);

#endif
