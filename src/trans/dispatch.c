/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The gate that every incoming message passes. See dispatch.h. */
#include "trans/dispatch.h"
#include "trans/trans.h"

/* The row of a message number, NULL if no layer has claimed it yet: numbers of the
 * layers above are unknown until their part of the session exists. */
static const struct s2_disp *row_of(const s2_session *s, uint8_t type)
{
    size_t i;

    for (i = 0; i < S2_TABLES; i++) {
        const struct s2_disp_table *t = &s->tables[i];
        if (t->rows && type >= t->first && type - t->first < t->count)
            return t->rows[type - t->first].name ? &t->rows[type - t->first] : NULL;
    }
    return NULL;
}

/* OpenSSH's PROTOCOL, 1.10: in the first exchange only its own messages and DISCONNECT
 * may come, not even IGNORE or DEBUG. */
static bool in_strict_exchange(const s2_session *s)
{
    return s->strict_kex && s->stage == S2_STAGE_KEX;
}

/* RFC 4253 section 11.4.  Between the peer's KEXINIT and its NEWKEYS only the
 * transport's own numbers may come, known or not (section 7.1). */
static int on_unknown(s2_session *s, const struct s2_pkt *pkt)
{
    uint8_t msg[5];

    if (in_strict_exchange(s) || (s->peer_kex && pkt->type >= SSH_MSG_USERAUTH_REQUEST))
        return s2_die(s, LIBSSH2_ERROR_PROTO, "message %u during the key exchange",
                      pkt->type);
    msg[0] = SSH_MSG_UNIMPLEMENTED;
    s2_put_u32(msg + 1, pkt->seq);
    return s2_send(s, s2_span(msg, sizeof(msg)));
}

/* A message that we know, at a time when it must not come, ends the session. */
static int refuse(s2_session *s, const struct s2_disp *row, const char *why)
{
    return s2_die(s, LIBSSH2_ERROR_PROTO, "%s %s", row->name, why);
}

/* Handlers need not ask whether they may run: the gate has. An error of a handler is
 * the session's death, so that none is lost. */
int s2_dispatch(s2_session *s, struct s2_pkt *pkt)
{
    const struct s2_disp *row = row_of(s, pkt->type);
    int rc;

    s2_trace(s, LIBSSH2_TRACE_TRANS, "received %s (%u), %lu bytes",
             row ? row->name : "unknown message", pkt->type,
             (unsigned long)pkt->body.n + 1);
    if (!row)
        rc = on_unknown(s, pkt);
    else if (in_strict_exchange(s) && !(row->when & S2_WHEN_STRICT))
        rc = refuse(s, row, "during the strict first key exchange");
    else if (s->peer_kex && !(row->when & S2_WHEN_REKEY))
        rc = refuse(s, row, "during a key exchange");
    else if (!(row->when & s->stage))
        rc = refuse(s, row, "is not allowed at this point");
    else
        rc = row->fn(s, pkt);
    if (rc && !s->dead)
        rc = s2_die(s, rc, "%s: %s", row ? row->name : "unknown message",
                    s->err.text[0] ? s->err.text : s2_err_name(rc));
    return rc;
}
