/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What the methods of authentication share: the head of their operations, how a
 * request is sent when it is its turn, and how its answer is awaited.  Private to this
 * folder. */
#ifndef S2_AUTH_AUTHOP_H
#define S2_AUTH_AUTHOP_H

#include "auth/auth.h"

/* The first member of every method's operation. */
struct s2_auth_op {
    struct s2_op op;
    const char *what;    /* "password": begins the texts */
    struct s2_span user; /* the caller's, set anew at every call */
    uint8_t answer;      /* message number of the answer, 0 until it came */
    bool partial;        /* FAILURE with partial success: this proof was accepted */
    struct s2_pkt *info; /* body of message 60 */
};

static inline struct s2_auth_op *s2_auth_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct s2_auth_op, op);
}

/* The user's name as two arguments of "%.*s". */
#define S2_USER(o) (int)s2_min((o)->user.n, 64), (const char *)(o)->user.p

/* Begin or find the operation of that type, after checking that the session is fit to
 * authenticate.  *rc != 0: the result of the call (0 when already authenticated is told
 * by NULL and *rc == 0).  Returns NULL whenever there is nothing to run. */
void *s2_auth_begin(s2_session *s, const struct s2_op_type *type, const char *what,
                    struct s2_span user, uint64_t print, int *rc);

/* Run it; end it unless it has to be run again. */
int s2_auth_run(s2_session *s, struct s2_auth_op *o) S2_CHECK;

/* May a request be sent now?  S2_NEXT: yes; S2_WAIT: an answer is still due; S2_DONE:
 * no more need, the session is authenticated.  The first words of every step that
 * sends. */
int s2_auth_turn(s2_session *s) S2_CHECK;

/* A growing writer that holds the head of a USERAUTH_REQUEST (RFC 4252 section 5). */
struct s2_wr s2_auth_request(s2_session *s, const struct s2_auth_op *o,
                             const char *method);

/* Send what w holds as o's request and free w.  S2_NEXT, or OUT_OF_BOUNDARY, ALLOC, the
 * session's death.  An answer of number 60 is a protocol error unless S2_AUTH_TAKES_60.
 */
enum s2_auth_takes { S2_AUTH_TAKES_RESULT, S2_AUTH_TAKES_60 };
int s2_auth_send(s2_session *s, struct s2_auth_op *o, struct s2_wr *w,
                 enum s2_auth_takes takes) S2_CHECK;

/* S2_WAIT until the answer is here; S2_DONE for SUCCESS; S2_NEXT for message 60, whose
 * body is o->info->body; for FAILURE code, with a text that says what was refused and
 * what the server would take. */
int s2_auth_await(s2_session *s, struct s2_auth_op *o, int code) S2_CHECK;

/* Signature algorithms for an RSA key, best first: those that the application wishes
 * and the server takes, if it says.  How many were put into rows; 0 with a text. */
#define S2_AUTH_RSA_MAX 3
uint8_t s2_auth_rsa_rows(s2_session *s, const struct s2_key_row **rows);

/* Load the private key of a source, as s2_auth_keysource does. */
int s2_auth_load(s2_session *s, const struct s2_keysource *source,
                 struct s2_key **key) S2_CHECK;

/* A fingerprint of a source, by which its operation is found again. */
uint64_t s2_auth_source_print(const struct s2_keysource *source);

/* Forget o->info. */
void s2_auth_drop_info(s2_session *s, struct s2_auth_op *o);

/* The drop function of every method's operation; those that own more call it last. */
void s2_auth_drop(s2_session *s, struct s2_op *o);

#endif
