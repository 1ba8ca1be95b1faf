/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Global requests (RFC 4254 section 4), both ways, and keepalives, which are global
 * requests that no server knows: any answer shows that it lives. */
#include "conn/chan.h"

/* With so many requests without an answer, keepalives do not ask for one, so that a
 * server that never answers does not make the queue grow. */
#define ASKED_MAX 32u

/* Send a request that wants a reply, for `to` or for nobody. */
static int send_asking(s2_session *s, struct s2_span msg, struct s2_answer *to)
{
    struct s2_conn *conn = s2_conn(s);
    int rc = s2_await_add(&s->mem, &conn->globals, to);

    if (rc)
        return s2_fail(&s->err, rc, "no memory for a global request");
    rc = s2_send(s, msg);
    if (rc)
        s2_await_undo(&s->mem, &conn->globals);
    else
        conn->asked++;
    return rc;
}

/* A reply carries no name: it belongs to the oldest request.  Only that of
 * tcpip-forward has contents, one number. */
static int on_global_reply(s2_session *s, struct s2_pkt *pkt, enum s2_said said)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t value = s2_rd_left(&r) ? s2_rd_u32(&r) : 0;
    struct s2_conn *conn = s2_conn(s);

    if (!s2_await_take(&s->mem, &conn->globals, said, value))
        return s2_conn_bad(s, pkt, "that nobody asked for");
    conn->asked--;
    return 0;
}

int s2_on_request_success(s2_session *s, struct s2_pkt *pkt)
{
    return on_global_reply(s, pkt, S2_SAID_YES);
}

int s2_on_request_failure(s2_session *s, struct s2_pkt *pkt)
{
    return on_global_reply(s, pkt, S2_SAID_NO);
}

/* None is known: OpenSSH's hostkeys-00 wants no reply, its keepalives want any. */
int s2_on_global_request(s2_session *s, struct s2_pkt *pkt)
{
    static const uint8_t failure[] = {SSH_MSG_REQUEST_FAILURE};
    struct s2_rd r = s2_rd(pkt->body);
    bool want_reply;

    (void)s2_rd_str(&r);
    want_reply = s2_rd_bool(&r);
    if (!s2_rd_ok(&r))
        return s2_conn_bad(s, pkt, "that is cut");
    return want_reply ? s2_send(s, s2_span(failure, sizeof(failure))) : 0;
}

/* --- Requests of ours with a reply ------------------------------------------- */

struct ask_op {
    struct s2_op op;
    struct s2_span msg; /* for the first step only */
    struct s2_answer answer;
};

static struct ask_op *ask_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct ask_op, op);
}

static int ask_send(s2_session *s, struct s2_op *o)
{
    int rc = send_asking(s, ask_op(o)->msg, &ask_op(o)->answer);

    return rc ? rc : S2_NEXT;
}

static int ask_await(s2_session *s, struct s2_op *o)
{
    switch (ask_op(o)->answer.said) {
    case S2_SAID_YES:
        return S2_NEXT;
    case S2_SAID_NO:
        return s2_fail(&s->err, LIBSSH2_ERROR_REQUEST_DENIED,
                       "the server denied the global request");
    default:
        return S2_WAIT;
    }
}

static void ask_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    s2_await_forget(&ask_op(o)->answer);
}

static s2_step *const ask_steps[] = {ask_send, ask_await};
static const struct s2_op_type ask_type = {
    "GLOBAL_REQUEST", sizeof(struct ask_op), ask_steps, 2, false, ask_drop};

/* The message is its own fingerprint, so equal requests in flight are one. */
int s2_global_ask(s2_session *s, struct s2_span msg, uint32_t *value)
{
    struct ask_op *q = s2_op_begin(s, &ask_type, s, s2_fnv(S2_FNV_START, msg));
    int rc;

    if (q && q->op.fresh)
        q->msg = msg;
    rc = s2_op_run(s, q ? &q->op : NULL);
    if (!rc)
        *value = q->answer.value;
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(s, q ? &q->op : NULL);
    return rc;
}

/* --- Keepalive --------------------------------------------------------------- */

/* What cannot leave now will leave with the next call: a keepalive never reports
 * EAGAIN. */
static int keepalive_send(s2_session *s)
{
    bool ask = s->keepalive_reply && s2_conn(s)->asked < ASKED_MAX;
    uint8_t buf[64];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    int rc;

    s2_wr_u8(&w, SSH_MSG_GLOBAL_REQUEST);
    s2_wr_cstr(&w, "keepalive@libssh2.org");
    s2_wr_bool(&w, ask);
    rc = ask ? send_asking(s, s2_wr_span(&w), NULL) : s2_send_wr(s, &w);
    if (!rc)
        rc = s2_flush(s);
    return rc == LIBSSH2_ERROR_EAGAIN ? 0 : rc;
}

/* Before login it is only counted: there, global requests are not allowed. */
int s2_keepalive(s2_session *s, int *next_s)
{
    uint64_t now = s2_now(), passed = now - s->keepalive_last;
    int rc = 0;

    *next_s = 0;
    if (!s->keepalive_ms)
        return 0;
    rc = s2_alive(s);
    if (!rc && passed >= s->keepalive_ms) {
        if (s->conn)
            rc = keepalive_send(s);
        s->keepalive_last = now;
        passed = 0;
    }
    *next_s = (int)((s->keepalive_ms - passed + 999) / 1000);
    return rc;
}
