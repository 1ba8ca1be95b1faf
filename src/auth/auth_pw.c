/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Method "password" with the change of an expired one (RFC 4252 section 8). */
#include "auth/authop.h"

/* How often one call offers a new password before it gives up. */
#define CHANGES_MAX 10u

struct pw_op {
    struct s2_auth_op a;
    struct s2_span password; /* the caller's, set anew at every call */
    s2_passwd_change_fn *change;
    unsigned changes; /* new passwords sent so far */
};

static struct pw_op *pw_op(struct s2_op *op)
{
    return S2_CONTAINER_OF(op, struct pw_op, a.op);
}

enum { STEP_SEND, STEP_AWAIT, STEP_CHANGE };

/* FALSE says that no new password follows. */
static int pw_send(s2_session *s, struct s2_op *op)
{
    struct pw_op *o = pw_op(op);
    struct s2_wr w;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    w = s2_auth_request(s, &o->a, "password");
    s2_wr_bool(&w, false);
    s2_wr_str(&w, o->password);
    return s2_auth_send(s, &o->a, &w, S2_AUTH_TAKES_60);
}

static int pw_await(s2_session *s, struct s2_op *op)
{
    return s2_auth_await(s, s2_auth_op(op), LIBSSH2_ERROR_AUTHENTICATION_FAILED);
}

/* The server's words on the expired password go into the text. */
static int expired(s2_session *s, const struct pw_op *o)
{
    struct s2_rd r = s2_rd(o->a.info->body);
    struct s2_span prompt = s2_rd_str(&r);

    return s2_fail(&s->err, LIBSSH2_ERROR_PASSWORD_EXPIRED,
                   "the password of user '%.*s' has expired; the server says: %.*s",
                   S2_USER(&o->a), (int)s2_min(prompt.n, 300),
                   prompt.n ? (const char *)prompt.p : "");
}

/* TRUE, the old password, the new one: section 8 again, and again it may be answered
 * with 60. */
static int change_send(s2_session *s, struct pw_op *o, struct s2_span fresh)
{
    struct s2_wr w = s2_auth_request(s, &o->a, "password");

    s2_wr_bool(&w, true);
    s2_wr_str(&w, o->password);
    s2_wr_str(&w, fresh);
    s2_auth_drop_info(s, &o->a);
    return s2_auth_send(s, &o->a, &w, S2_AUTH_TAKES_60);
}

/* PASSWD_CHANGEREQ has come: for the old password, or again as the new one was not good
 * enough. */
static int pw_change(s2_session *s, struct s2_op *op)
{
    struct pw_op *o = pw_op(op);
    char *fresh = NULL;
    int n = 0;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    if (!o->change || o->changes++ == CHANGES_MAX)
        return expired(s, o);
    o->change(s, &fresh, &n, &s->abstract);
    if (fresh && n > 0)
        rc = change_send(s, o, s2_span(fresh, (size_t)n));
    else
        rc = expired(s, o);
    s2_wipe_free(&s->mem, fresh, n > 0 ? (size_t)n : 0);
    return rc == S2_NEXT ? S2_TO(STEP_AWAIT) : rc;
}

static s2_step *const pw_steps[] = {pw_send, pw_await, pw_change};

static const struct s2_op_type pw_type = {
    "userauth password", sizeof(struct pw_op), pw_steps, S2_COUNT(pw_steps), false,
    s2_auth_drop};

/* The password is part of the fingerprint: with another one it is another attempt. */
int s2_auth_password(s2_session *s, struct s2_span user, struct s2_span password,
                     s2_passwd_change_fn *change)
{
    int rc;
    struct pw_op *o = s2_auth_begin(s, &pw_type, "password", user,
                                    s2_fnv(S2_FNV_START, password), &rc);

    if (!o)
        return rc;
    o->password = password;
    o->change = change;
    return s2_auth_run(s, &o->a);
}
