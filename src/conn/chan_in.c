/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Incoming messages of channels (RFC 4254).  Every message is read whole and judged
 * before anything changes; what cannot be right ends the session with a text that names
 * it. */
#include "conn/chan.h"

/* Texts of exit-signal are kept up to this length. */
#define EXIT_TEXT_MAX 1024

/* --- Data -------------------------------------------------------------------- */

/* Is the peer allowed to send n bytes of data now? */
static int judge_data(s2_session *s, s2_chan *c, const struct s2_pkt *pkt, size_t n)
{
    if (c->eof_in)
        return s2_conn_bad(s, pkt, "after the end of the data");
    if (n > c->in.packet)
        return s2_conn_bad(s, pkt, "larger than the packet size that was agreed on");
    if (n > c->in.left)
        return s2_conn_bad(s, pkt, "beyond the window");
    return 0;
}

/* The window is charged before anybody sees the data, so that consuming it can only
 * give back what was counted. */
static int take_data(s2_session *s, s2_chan *c, const struct s2_pkt *pkt,
                     uint32_t stream, struct s2_span data)
{
    int rc = judge_data(s, c, pkt, data.n);

    if (rc)
        return rc;
    c->in.left -= (uint32_t)data.n;
    return s2_chan_deliver(c, stream, data, pkt);
}

/* RFC 4254 section 5.2. */
int s2_on_data(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span data;
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (!c)
        return rc;
    data = s2_rd_str(&r);
    if (!s2_rd_done(&r))
        return s2_conn_bad(s, pkt, "of a wrong length");
    return take_data(s, c, pkt, S2_STREAM_DATA, data);
}

/* Type 0 is not defined and would be mistaken for data. */
int s2_on_extended_data(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span data;
    uint32_t stream;
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (!c)
        return rc;
    stream = s2_rd_u32(&r);
    data = s2_rd_str(&r);
    if (!s2_rd_done(&r) || stream == S2_STREAM_DATA)
        return s2_conn_bad(s, pkt, "of a wrong length or type");
    return take_data(s, c, pkt, stream, data);
}

/* A sum above 2^32 - 1 is forbidden by section 5.2. */
int s2_on_window_adjust(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t n;
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (!c)
        return rc;
    n = s2_rd_u32(&r);
    if (!s2_rd_ok(&r) || n > UINT32_MAX - c->out.left)
        return s2_conn_bad(s, pkt, "that is cut or exceeds the largest window");
    c->out.left += n;
    return s2_chan_unblock(c);
}

/* --- End --------------------------------------------------------------------- */

/* EOF, or CLOSE without it: the consumer learns it once. */
static void no_more(s2_chan *c)
{
    if (c->eof_in)
        return;
    c->eof_in = true;
    if (c->sink.take && c->sink.lost)
        c->sink.lost(c->sink.who);
}

/* A second EOF says nothing new and is let pass. */
int s2_on_eof(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (c)
        no_more(c);
    return rc;
}

/* CLOSE is answered with CLOSE at once (section 5.3).  What was received stays
 * readable; what was still to be sent has nowhere to go. */
int s2_on_close(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (rc)
        return rc;
    if (!c) {
        r = s2_rd(pkt->body);
        s2_conn_release(s, s2_rd_u32(&r));
        return 0;
    }
    c->close_in = true;
    s2_chan_forget_pending(c);
    if (!c->close_out)
        rc = s2_chan_tell_close(c);
    no_more(c);
    return rc;
}

/* --- Requests and replies -------------------------------------------------------- */

/* RFC 4254 section 6.10. */
static int exit_status(s2_chan *c, struct s2_rd *r)
{
    uint32_t status = s2_rd_u32(r);

    if (!s2_rd_ok(r))
        return LIBSSH2_ERROR_PROTO;
    c->exit_status = (int)status;
    c->has_exit_status = true;
    return 0;
}

/* A second one replaces the first. */
static int exit_signal(s2_chan *c, struct s2_rd *r)
{
    struct s2_span text[S2_COUNT(c->exit_text)];
    size_t i;

    text[S2_EXIT_SIGNAL] = s2_rd_str(r);
    s2_rd_skip(r, 1); /* core dumped */
    text[S2_EXIT_MESSAGE] = s2_rd_str(r);
    text[S2_EXIT_LANGUAGE] = s2_rd_str(r);
    if (!s2_rd_ok(r))
        return LIBSSH2_ERROR_PROTO;
    s2_chan_forget_exit(c);
    for (i = 0; i < S2_COUNT(text); i++) {
        text[i].n = s2_min(text[i].n, EXIT_TEXT_MAX);
        if (text[i].n)
            c->exit_text[i] = s2_memdup(&c->s->mem, text[i]);
        if (text[i].n && !c->exit_text[i])
            return LIBSSH2_ERROR_ALLOC;
    }
    return 0;
}

static const struct {
    const char *name;
    int (*take)(s2_chan *c, struct s2_rd *r); /* PROTO: malformed; ALLOC */
} requests[] = {{"exit-status", exit_status}, {"exit-signal", exit_signal}};

/* Unknown requests are answered, if that is wanted, with FAILURE (section 5.4).
 * That is also what OpenSSH expects of its keepalive@openssh.com. */
int s2_on_channel_request(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span name;
    bool want_reply;
    uint8_t reply = SSH_MSG_CHANNEL_FAILURE;
    size_t i;
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (!c)
        return rc;
    name = s2_rd_str(&r);
    want_reply = s2_rd_bool(&r);
    if (!s2_rd_ok(&r))
        return s2_conn_bad(s, pkt, "that is cut");
    for (i = 0; i < S2_COUNT(requests); i++) {
        if (!s2_span_is(name, requests[i].name))
            continue;
        rc = requests[i].take(c, &r);
        if (rc == LIBSSH2_ERROR_ALLOC)
            return s2_die(s, rc, "no memory for %s", requests[i].name);
        if (rc)
            return s2_conn_bad(s, pkt, "with malformed contents");
        reply = SSH_MSG_CHANNEL_SUCCESS;
    }
    if (!want_reply || c->close_out)
        return 0;
    return s2_conn_tell(s, reply, c->remote);
}

/* SUCCESS and FAILURE name no request: they belong to the oldest one. */
int s2_on_channel_reply(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    enum s2_said said = pkt->type == SSH_MSG_CHANNEL_SUCCESS ? S2_SAID_YES : S2_SAID_NO;
    s2_chan *c;
    int rc = s2_chan_target(s, pkt, &r, &c);

    if (!c)
        return rc;
    if (!s2_await_take(&s->mem, &c->awaited, said, 0))
        return s2_conn_bad(s, pkt, "that nobody asked for");
    return 0;
}
