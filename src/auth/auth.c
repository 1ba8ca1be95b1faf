/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The part of the session that authenticates: the messages 50 to 79 of the server,
 * whose turn it is to ask, the method list and the banner. */
#include "conn/conn.h"
#include "auth/authop.h"

struct s2_auth {
    bool outstanding;         /* a request was sent, its answer is due */
    enum s2_auth_takes takes; /* what that answer may be */
    struct s2_auth_op *asker; /* who wants it; NULL: given up meanwhile */
    bool done;

    char *methods; /* of the last FAILURE */
    char *list;    /* the copy that the application holds a pointer to */

    char *banner; /* all banners so far */
    char *given;  /* the banner that the application holds a pointer to */
    size_t banner_n;
    unsigned banners;
};

/* --- Messages of the server -------------------------------------------------- */

/* Take the outstanding request: *asker is who awaits its answer, or NULL. */
static int settle(s2_session *s, const struct s2_pkt *pkt, struct s2_auth_op **asker)
{
    struct s2_auth *a = s->auth;

    if (!a->outstanding)
        return s2_die(s, LIBSSH2_ERROR_PROTO,
                      "the server answered an authentication request (message %u) "
                      "that was not made",
                      pkt->type);
    *asker = a->asker;
    a->asker = NULL;
    a->outstanding = false;
    if (*asker)
        (*asker)->answer = pkt->type;
    return 0;
}

/* RFC 4252 section 5.1.  The list is kept even if the request was given up: it is the
 * newest there is. */
static int on_failure(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_auth *a = s->auth;
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span methods = s2_rd_str(&r);
    bool partial = s2_rd_bool(&r);
    struct s2_auth_op *asker = NULL;
    char *copy;
    int rc = settle(s, pkt, &asker);

    if (rc)
        return rc;
    if (!s2_rd_done(&r) || methods.n > S2_AUTH_LIST_MAX)
        return s2_die(s, LIBSSH2_ERROR_PROTO, "malformed USERAUTH_FAILURE");
    copy = s2_memdup(&s->mem, methods);
    if (!copy)
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for the method list");
    s2_free(&s->mem, a->methods);
    a->methods = copy;
    if (asker)
        asker->partial = partial;
    return 0;
}

/* Counts for the session even if nobody waits for the answer any more. */
static int on_success(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_auth_op *asker = NULL;
    int rc = settle(s, pkt, &asker);

    if (rc)
        return rc;
    s->auth->done = true;
    s2_trace(s, LIBSSH2_TRACE_AUTH, "authenticated");
    rc = s2_conn_start(s);
    return rc ? rc : s2_set_stage(s, S2_STAGE_OPEN);
}

/* PK_OK, PASSWD_CHANGEREQ or INFO_REQUEST: only the method that asked can tell. */
static int on_60(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_auth *a = s->auth;
    enum s2_auth_takes takes = a->takes;
    struct s2_auth_op *asker = NULL;
    int rc = settle(s, pkt, &asker);

    if (rc)
        return rc;
    if (takes != S2_AUTH_TAKES_60)
        return s2_die(s, LIBSSH2_ERROR_PROTO,
                      "authentication message 60 does not answer the request");
    if (!asker)
        return 0;
    asker->info = s2_pkt_keep(&s->in, &s->mem, pkt, pkt->body);
    if (!asker->info)
        return s2_die(s, LIBSSH2_ERROR_ALLOC,
                      "no memory for an authentication message");
    return 0;
}

/* Append to the banner.  A block that the application may be reading is left alone. */
static int banner_add(s2_session *s, struct s2_span text)
{
    struct s2_auth *a = s->auth;
    size_t n = s2_min(text.n, S2_AUTH_BANNER_MAX - a->banner_n);
    char *block;

    if (a->banner && n == 0)
        return 0;
    block = s2_alloc(&s->mem, a->banner_n + n + 1);
    if (!block)
        return LIBSSH2_ERROR_ALLOC;
    if (a->banner_n)
        memcpy(block, a->banner, a->banner_n);
    if (n)
        memcpy(block + a->banner_n, text.p, n);
    a->banner_n += n;
    block[a->banner_n] = 0;
    if (a->banner != a->given)
        s2_free(&s->mem, a->banner);
    a->banner = block;
    return 0;
}

/* RFC 4252 section 5.4 */
static int on_banner(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span text = s2_rd_str(&r);

    (void)s2_rd_str(&r); /* language */
    if (!s2_rd_ok(&r))
        return s2_die(s, LIBSSH2_ERROR_PROTO, "malformed USERAUTH_BANNER");
    if (++s->auth->banners > S2_AUTH_BANNERS)
        return s2_die(s, LIBSSH2_ERROR_PROTO, "more than %u banners", S2_AUTH_BANNERS);
    if (banner_add(s, text))
        return s2_die(s, LIBSSH2_ERROR_ALLOC, "no memory for the banner");
    return 0;
}

#define FIRST SSH_MSG_USERAUTH_REQUEST

static const struct s2_disp rows[] = {
    [SSH_MSG_USERAUTH_FAILURE - FIRST] = {S2_STAGE_AUTH, "USERAUTH_FAILURE",
                                          on_failure},
    [SSH_MSG_USERAUTH_SUCCESS -
        FIRST] = {S2_STAGE_AUTH, "USERAUTH_SUCCESS", on_success},
    [SSH_MSG_USERAUTH_BANNER - FIRST] = {S2_STAGE_AUTH, "USERAUTH_BANNER", on_banner},
    [SSH_MSG_USERAUTH_60 - FIRST] = {S2_STAGE_AUTH, "USERAUTH_60", on_60},
};

/* --- The part ------------------------------------------------------------------ */

/* Operations may be dropped later than this part: s2_auth_drop asks whether it is
 * there.
 */
static void part_drop(s2_session *s, void *object)
{
    struct s2_auth *a = object;

    s->auth = NULL;
    if (a->banner != a->given)
        s2_free(&s->mem, a->banner);
    s2_free(&s->mem, a->given);
    s2_free(&s->mem, a->methods);
    s2_free(&s->mem, a->list);
    s2_free(&s->mem, a);
}

int s2_auth_start(s2_session *s)
{
    if (s->auth)
        return 0;
    s->auth = s2_zalloc(&s->mem, sizeof(*s->auth));
    if (!s->auth)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for authentication");
    s->part[S2_PART_AUTH].object = s->auth;
    s->part[S2_PART_AUTH].drop = part_drop;
    s->tables[S2_TABLE_AUTH].first = FIRST;
    s->tables[S2_TABLE_AUTH].count = S2_COUNT(rows);
    s->tables[S2_TABLE_AUTH].rows = rows;
    return 0;
}

bool s2_auth_done(const s2_session *s)
{
    return s->auth && s->auth->done;
}

char *s2_auth_banner(s2_session *s)
{
    struct s2_auth *a = s->auth;

    if (!a)
        return NULL;
    if (a->given != a->banner) {
        s2_free(&s->mem, a->given);
        a->given = a->banner;
    }
    return a->given;
}

/* --- Operations ------------------------------------------------------------------ */

/* 0 if the session can authenticate now. */
static int fit(s2_session *s)
{
    int rc = s2_alive(s);

    if (rc)
        return rc;
    if (s->stage < S2_STAGE_AUTH)
        return s2_fail(&s->err, LIBSSH2_ERROR_BAD_USE,
                       "authentication before the handshake is complete");
    return s2_auth_start(s);
}

void *s2_auth_begin(s2_session *s, const struct s2_op_type *type, const char *what,
                    struct s2_span user, uint64_t print, int *rc)
{
    struct s2_op *op;
    struct s2_auth_op *o;

    *rc = fit(s);
    if (*rc || s->auth->done)
        return NULL;
    op = s2_op_begin(s, type, s, s2_fnv(print, user));
    if (!op) {
        *rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for authentication");
        return NULL;
    }
    o = s2_auth_op(op);
    if (op->fresh)
        o->what = what;
    o->user = user.n ? user : s2_span("", 0);
    return o;
}

/* After any final result the operation is forgotten, so that the same call made again
 * is a new attempt. */
int s2_auth_run(s2_session *s, struct s2_auth_op *o)
{
    int rc = s2_op_run(s, &o->op);

    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(s, &o->op);
    return rc;
}

/* An answer that is due belongs to whoever asked before: sending now would let the next
 * answer be taken for it. */
int s2_auth_turn(s2_session *s)
{
    if (s->auth->done)
        return S2_DONE;
    return s->auth->outstanding ? S2_WAIT : S2_NEXT;
}

/* The service is always the one that follows: this library speaks no other. */
struct s2_wr s2_auth_request(s2_session *s, const struct s2_auth_op *o,
                             const char *method)
{
    struct s2_wr w = s2_wr_growing(&s->mem);

    s2_wr_u8(&w, SSH_MSG_USERAUTH_REQUEST);
    s2_wr_str(&w, o->user);
    s2_wr_cstr(&w, "ssh-connection");
    s2_wr_cstr(&w, method);
    return w;
}

int s2_auth_send(s2_session *s, struct s2_auth_op *o, struct s2_wr *w,
                 enum s2_auth_takes takes)
{
    struct s2_auth *a = s->auth;
    int rc;

    if (s2_wr_ok(w) && s2_wr_len(w) > S2_AUTH_MESSAGE_MAX)
        rc = s2_fail(&s->err, LIBSSH2_ERROR_OUT_OF_BOUNDARY,
                     "%s: user name, password or answers are too long", o->what);
    else
        rc = s2_send_wr(s, w);
    s2_wr_free(w);
    if (rc)
        return rc;
    o->answer = 0;
    a->outstanding = true;
    a->takes = takes;
    a->asker = o;
    return S2_NEXT;
}

/* The text of a FAILURE, RFC 4252 section 5.1. */
static int refused(s2_session *s, const struct s2_auth_op *o, int code)
{
    const char *methods = s->auth->methods;

    if (o->partial)
        return s2_fail(&s->err, LIBSSH2_ERROR_AUTHENTICATION_FAILED,
                       "%s accepted for user '%.*s', but the server wants one more "
                       "proof; it accepts: %s",
                       o->what, S2_USER(o), methods);
    if (!methods || !*methods)
        return s2_fail(&s->err, code,
                       "%s refused for user '%.*s'; the server accepts nothing more",
                       o->what, S2_USER(o));
    return s2_fail(&s->err, code, "%s refused for user '%.*s'; the server accepts: %s",
                   o->what, S2_USER(o), methods);
}

int s2_auth_await(s2_session *s, struct s2_auth_op *o, int code)
{
    switch (o->answer) {
    case SSH_MSG_USERAUTH_SUCCESS:
        return S2_DONE;
    case SSH_MSG_USERAUTH_FAILURE:
        return refused(s, o, code);
    case SSH_MSG_USERAUTH_60:
        return S2_NEXT;
    default:
        return S2_WAIT;
    }
}

/* The message is given back as soon as it is read: prompts may be large. */
void s2_auth_drop_info(s2_session *s, struct s2_auth_op *o)
{
    s2_pkt_drop(&s->in, &s->mem, o->info);
    o->info = NULL;
}

void s2_auth_drop(s2_session *s, struct s2_op *op)
{
    struct s2_auth_op *o = s2_auth_op(op);

    if (s->auth && s->auth->asker == o)
        s->auth->asker = NULL;
    s2_auth_drop_info(s, o);
    op->print = 0; /* may tell something of a password */
}

/* --- Method "none" (RFC 4252 section 5.2) ------------------------------------------
 */

/* Sent at every call anew, as programs use it to learn what is left after a partial
 * success. */
static int none_send(s2_session *s, struct s2_op *op)
{
    struct s2_auth_op *o = s2_auth_op(op);
    struct s2_wr w;
    int rc = s2_auth_turn(s);

    if (rc != S2_NEXT)
        return rc;
    w = s2_auth_request(s, o, "none");
    return s2_auth_send(s, o, &w, S2_AUTH_TAKES_RESULT);
}

/* Being refused with a list is what was asked for. */
static int none_await(s2_session *s, struct s2_op *op)
{
    struct s2_auth_op *o = s2_auth_op(op);

    if (o->answer != SSH_MSG_USERAUTH_FAILURE)
        return s2_auth_await(s, o, LIBSSH2_ERROR_AUTHENTICATION_FAILED);
    s->auth->list = s2_memdup(&s->mem, s2_span_str(s->auth->methods));
    if (!s->auth->list)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for the method list");
    return S2_DONE;
}

static s2_step *const none_steps[] = {none_send, none_await};

static const struct s2_op_type none_type = {"userauth none", sizeof(struct s2_auth_op),
                                            none_steps,      S2_COUNT(none_steps),
                                            false,           s2_auth_drop};

int s2_auth_none(s2_session *s, struct s2_span user)
{
    int rc;
    struct s2_auth_op *o =
        s2_auth_begin(s, &none_type, "\"none\"", user, S2_FNV_START, &rc);

    if (!o)
        return rc;
    if (s->auth->list) {
        s2_free(&s->mem, s->auth->list);
        s->auth->list = NULL;
    }
    return s2_auth_run(s, o);
}

char *s2_auth_list(s2_session *s)
{
    return s->auth && !s->auth->done ? s->auth->list : NULL;
}
