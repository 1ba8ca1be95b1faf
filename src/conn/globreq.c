/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Global requests (RFC 4254 section 4), both ways, and keepalives, which are global
 * requests that no server knows: any answer shows that it lives. */
#include "conn/chan.h"

/* With so many requests without an answer, keepalives do not ask for one, so that a
 * server that never answers does not make the queue grow. */
#define ASKED_MAX 32u

int s2_global_ask(s2_session *s, struct s2_span msg, struct s2_answer *to)
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
    rc = ask ? s2_global_ask(s, s2_wr_span(&w), NULL) : s2_send_wr(s, &w);
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
