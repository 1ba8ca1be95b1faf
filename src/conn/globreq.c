/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Global requests (RFC 4254 section 4), both ways, and keepalives, which are global
 * requests that no server knows: any answer shows that it lives. */
#include "conn/chan.h"

/* Keepalives without an answer; then they are sent without asking for one, so that a
 * server that never answers does not make the queue grow. */
#define KEEPALIVES_MAX 32u

static int on_global_reply(s2_session *s, struct s2_pkt *pkt, enum s2_said said)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t value = s2_rd_left(&r) ? s2_rd_u32(&r) : 0;
    struct s2_conn *conn = s2_conn(s);
    struct s2_link *l = s2_list_first(&conn->globals);

    if (l && !S2_ITEM(l, struct s2_await, link)->to && conn->keepalives)
        conn->keepalives--;
    if (!s2_await_take(&s->mem, &conn->globals, said, value))
        return s2_conn_bad(s, pkt, "that nobody asked for");
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

static int keepalive_send(s2_session *s)
{
    struct s2_conn *conn = s2_conn(s);
    bool ask = s->keepalive_reply && conn->keepalives < KEEPALIVES_MAX;
    uint8_t buf[64];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    int rc;

    s2_wr_u8(&w, SSH_MSG_GLOBAL_REQUEST);
    s2_wr_cstr(&w, "keepalive@libssh2.org");
    s2_wr_bool(&w, ask);
    if (ask) {
        rc = s2_await_add(&s->mem, &conn->globals, NULL);
        if (rc)
            return s2_fail(&s->err, rc, "no memory for a keepalive");
    }
    rc = s2_send_wr(s, &w);
    if (rc && ask)
        s2_await_undo(&s->mem, &conn->globals);
    else if (ask)
        conn->keepalives++;
    if (!rc)
        rc = s2_flush(s);
    return rc == LIBSSH2_ERROR_EAGAIN ? 0 : rc;
}

int s2_keepalive(s2_session *s, int *next_s)
{
    uint64_t now = s2_now(), passed = now - s->keepalive_last;
    int rc = 0;

    *next_s = 0;
    if (!s->keepalive_ms)
        return 0;
    rc = s2_alive(s);
    if (!rc && passed >= s->keepalive_ms) {
        if (s->stage == S2_STAGE_OPEN)
            rc = s2_conn_start(s);
        if (!rc && s->stage == S2_STAGE_OPEN)
            rc = keepalive_send(s);
        s->keepalive_last = now;
        passed = 0;
    }
    *next_s = (int)((s->keepalive_ms - passed + 999) / 1000);
    return rc;
}
