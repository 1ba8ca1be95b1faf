/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Requests on a channel (RFC 4254 section 6).  Each is one message; those that want a
 * reply wait for it in order.  The whole message is the fingerprint of the call. */
#include "conn/chan.h"

/* Terminal name and modes together, as documented for libssh2_channel_request_pty. */
#define PTY_TEXT_MAX 256

struct req_op {
    struct s2_op op;
    s2_chan *chan;
    struct s2_span msg; /* for the first step only */
    struct s2_answer answer;
    uint64_t mark;
    char name[32]; /* for texts */
};

static struct req_op *req_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct req_op, op);
}

/* Expect the reply first: what can fail for want of memory fails before anything is
 * sent. */
/* Only who asks needs an open channel: a program that is over at once has its answer
 * and its CLOSE in one, and the answer is what the repeated call comes for. */
static int req_ask(s2_session *s, struct s2_op *o)
{
    struct req_op *q = req_op(o);
    int rc = s2_chan_usable(q->chan);

    if (rc)
        return rc;
    rc = s2_await_add(&s->mem, &q->chan->awaited, &q->answer);
    if (rc)
        return s2_fail(&s->err, rc, "no memory for a channel request");
    rc = s2_send(s, q->msg);
    if (rc)
        s2_await_undo(&s->mem, &q->chan->awaited);
    return rc ? rc : S2_NEXT;
}

/* A channel that the peer closes gets no more replies; waiting on would only end in
 * a timeout. */
static int req_await(s2_session *s, struct s2_op *o)
{
    struct req_op *q = req_op(o);

    switch (q->answer.said) {
    case S2_SAID_YES:
        return S2_NEXT;
    case S2_SAID_NO:
        return s2_fail(&s->err, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED,
                       "the server denied the request \"%s\"", q->name);
    default:
        if (!q->chan->close_in)
            return S2_WAIT;
        return s2_fail(&s->err, LIBSSH2_ERROR_CHANNEL_CLOSED,
                       "the server closed the channel before it answered \"%s\"",
                       q->name);
    }
}

static void req_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    s2_await_forget(&req_op(o)->answer);
}

static int req_tell(s2_session *s, struct s2_op *o)
{
    int rc = s2_chan_usable(req_op(o)->chan);

    if (!rc)
        rc = s2_send(s, req_op(o)->msg);
    req_op(o)->mark = s2_mark(s);
    return rc ? rc : S2_NEXT;
}

/* Done when it has left, so that a program may close its socket after success. */
static int req_told(s2_session *s, struct s2_op *o)
{
    return s2_sent(s, req_op(o)->mark) ? S2_NEXT : S2_WAIT;
}

static s2_step *const ask_steps[] = {req_ask, req_await};
static s2_step *const tell_steps[] = {req_tell, req_told};
static const struct s2_op_type ask_type = {
    "CHANNEL_REQUEST", sizeof(struct req_op), ask_steps, 2, false, req_drop};
static const struct s2_op_type tell_type = {
    "CHANNEL_REQUEST", sizeof(struct req_op), tell_steps, 2, false, NULL};

/* The head of a request; it wants a reply if its type waits for one. */
static struct s2_wr req_begin(s2_chan *c, const struct s2_op_type *type,
                              struct s2_span name)
{
    struct s2_wr w = s2_wr_growing(&c->s->mem);

    s2_wr_u8(&w, SSH_MSG_CHANNEL_REQUEST);
    s2_wr_u32(&w, c->remote);
    s2_wr_str(&w, name);
    s2_wr_bool(&w, type == &ask_type);
    return w;
}

/* The operation of this call, found or begun; NULL without memory. */
static struct req_op *req_find(s2_chan *c, const struct s2_op_type *type,
                               struct s2_span name, const struct s2_wr *w)
{
    struct s2_span msg = s2_wr_span(w);
    struct req_op *q;

    if (!s2_wr_ok(w))
        return NULL;
    q = s2_op_begin(c->s, type, c, s2_fnv(S2_FNV_START, msg));
    if (!q || !q->op.fresh)
        return q;
    q->chan = c;
    q->msg = msg;
    memcpy(q->name, name.p, s2_min(name.n, sizeof(q->name) - 1));
    return q;
}

/* Run the request that w holds, and release w. */
static int req_run(s2_chan *c, const struct s2_op_type *type, struct s2_span name,
                   struct s2_wr *w)
{
    struct req_op *q = req_find(c, type, name, w);
    int rc = s2_op_run(c->s, q ? &q->op : NULL);

    s2_wr_free(w);
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(c->s, q ? &q->op : NULL);
    return rc;
}

/* --- The requests ------------------------------------------------------------ */

/* The flag is set by asking, not by success: RFC 4254 section 6.5 allows one of
 * these a channel, and a refused one counts (as it does in libssh2). */
int s2_chan_startup(s2_chan *c, struct s2_span request, struct s2_span message)
{
    struct req_op *q;
    struct s2_wr w;

    w = req_begin(c, &ask_type, request);
    if (message.p)
        s2_wr_str(&w, message);
    q = req_find(c, &ask_type, request, &w);
    if (q && q->op.fresh && c->started) {
        s2_wr_free(&w);
        s2_op_end(c->s, &q->op);
        return s2_fail(&c->s->err, LIBSSH2_ERROR_BAD_USE,
                       "a channel runs only one program");
    }
    c->started = true;
    return req_run(c, &ask_type, request, &w);
}

/* RFC 4254 section 6.4. */
int s2_chan_setenv(s2_chan *c, struct s2_span name, struct s2_span value)
{
    struct s2_span request = s2_span_str("env");
    struct s2_wr w;

    w = req_begin(c, &ask_type, request);
    s2_wr_str(&w, name);
    s2_wr_str(&w, value);
    return req_run(c, &ask_type, request, &w);
}

static void wr_winsize(struct s2_wr *w, const struct s2_winsize *size)
{
    s2_wr_u32(w, size->width);
    s2_wr_u32(w, size->height);
    s2_wr_u32(w, size->width_px);
    s2_wr_u32(w, size->height_px);
}

/* RFC 4254 section 6.2.  Modes are passed on as they are, also none at all. */
int s2_chan_pty(s2_chan *c, struct s2_span term, struct s2_span modes,
                const struct s2_winsize *size)
{
    struct s2_span request = s2_span_str("pty-req");
    struct s2_wr w;

    if (term.n > PTY_TEXT_MAX || modes.n > PTY_TEXT_MAX - term.n)
        return s2_fail(&c->s->err, LIBSSH2_ERROR_INVAL,
                       "terminal name and modes are too long");
    w = req_begin(c, &ask_type, request);
    s2_wr_str(&w, term);
    wr_winsize(&w, size);
    s2_wr_str(&w, modes);
    return req_run(c, &ask_type, request, &w);
}

/* RFC 4254 section 6.7: no reply is allowed. */
int s2_chan_winch(s2_chan *c, const struct s2_winsize *size)
{
    struct s2_span request = s2_span_str("window-change");
    struct s2_wr w;

    w = req_begin(c, &tell_type, request);
    wr_winsize(&w, size);
    return req_run(c, &tell_type, request, &w);
}

/* RFC 4254 section 6.9: no reply is allowed. */
int s2_chan_signal(s2_chan *c, struct s2_span name)
{
    struct s2_span request = s2_span_str("signal");
    struct s2_wr w;

    w = req_begin(c, &tell_type, request);
    s2_wr_str(&w, name);
    return req_run(c, &tell_type, request, &w);
}

/* --- Forwarding of the agent and of X11 -------------------------------------- */

static int agent_ask(s2_chan *c, struct s2_span name)
{
    struct s2_wr w = req_begin(c, &ask_type, name);

    return req_run(c, &ask_type, name, &w);
}

/* Two requests in turn: which of them is pending is remembered, or a repeated call
 * would begin with the first again. */
int s2_chan_agent(s2_chan *c)
{
    int rc = 0;

    if (!c->agent_plain) {
        rc = agent_ask(c, s2_span_str("auth-agent-req@openssh.com"));
        c->agent_plain = rc == LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED;
    }
    if (c->agent_plain) {
        rc = agent_ask(c, s2_span_str("auth-agent-req"));
        c->agent_plain = rc == LIBSSH2_ERROR_EAGAIN;
    }
    if (!rc)
        s2_conn(c->s)->agent_asked = true;
    return rc;
}

/* A cookie of our own is made once a channel: a repeated call must ask the same. */
static int cookie_make(s2_chan *c)
{
    uint8_t random[S2_X11_COOKIE / 2];
    int rc;

    if (c->x11_cookie[0])
        return 0;
    rc = s2_random(random, sizeof(random));
    if (rc)
        return s2_fail(&c->s->err, rc, "no random bytes for an X11 cookie");
    s2_hex(c->x11_cookie, random, sizeof(random));
    s2_wipe(random, sizeof(random));
    return 0;
}

/* RFC 4254 section 6.3.1. */
int s2_chan_x11(s2_chan *c, enum s2_x11_use use, struct s2_span proto,
                struct s2_span cookie, uint32_t screen)
{
    struct s2_span request = s2_span_str("x11-req");
    struct s2_wr w;
    int rc = cookie.n ? 0 : cookie_make(c);

    if (rc)
        return rc;
    w = req_begin(c, &ask_type, request);
    s2_wr_bool(&w, use == S2_X11_ONCE);
    s2_wr_str(&w, proto.n ? proto : s2_span_str("MIT-MAGIC-COOKIE-1"));
    s2_wr_str(&w, cookie.n ? cookie : s2_span_str(c->x11_cookie));
    s2_wr_u32(&w, screen);
    rc = req_run(c, &ask_type, request, &w);
    if (!rc)
        s2_conn(c->s)->x11_asked = true;
    return rc;
}
