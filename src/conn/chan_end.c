/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* How a channel ends (RFC 4254 section 5.3): EOF and CLOSE, ours and the peer's. */
#include "conn/chan.h"

struct end_op {
    struct s2_op op;
    uint64_t mark; /* where the message ends in the outgoing stream */
    uint64_t until;
};

static struct end_op *end_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct end_op, op);
}

/* The channel is the owner of its operations, which keep it as a constant. */
static s2_chan *end_chan(s2_session *s, const struct s2_op *o)
{
    struct s2_conn *conn = s2_conn(s);
    uint32_t id = ((const s2_chan *)o->owner)->id;

    return conn->slot[id].chan;
}

/* EOF goes behind everything that was written, so it waits for what is pending. */
static int eof_send(s2_session *s, struct s2_op *o)
{
    s2_chan *c = end_chan(s, o);
    int rc;

    if (c->close_out)
        return S2_DONE;
    if (s2_list_empty(&c->pending)) {
        rc = s2_chan_before_eof(c);
        if (rc)
            return rc;
    }
    if (!s2_list_empty(&c->pending))
        return S2_WAIT;
    if (!c->eof_out) {
        rc = s2_conn_tell(s, SSH_MSG_CHANNEL_EOF, c->remote);
        if (rc)
            return rc;
        c->eof_out = true;
    }
    end_op(o)->mark = s2_mark(s);
    return S2_NEXT;
}

/* Done only when it has left, so that a program may close its socket after success. */
static int end_sent(s2_session *s, struct s2_op *o)
{
    return s2_sent(s, end_op(o)->mark) ? S2_NEXT : S2_WAIT;
}

static s2_step *const eof_steps[] = {eof_send, end_sent};
static const struct s2_op_type eof_type = {
    "CHANNEL_EOF", sizeof(struct end_op), eof_steps, 2, true, NULL};

/* Patient: what keeps EOF from leaving is the window or the socket, as with data. */
int s2_chan_send_eof(s2_chan *c)
{
    struct end_op *q;
    int rc = s2_alive(c->s);

    if (rc)
        return rc;
    if (c->state != S2_CHAN_OPEN)
        return s2_chan_usable(c);
    q = s2_op_begin(c->s, &eof_type, c, 0);
    rc = s2_op_run(c->s, q ? &q->op : NULL);
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(c->s, q ? &q->op : NULL);
    return rc;
}

/* --- Close ------------------------------------------------------------------- */

static bool overdue(struct s2_op *o)
{
    return s2_now() >= end_op(o)->until;
}

/* What is pending gets its chance to leave, but not beyond the deadline: CLOSE needs
 * no window, and ends the waiting on both sides. */
static int close_send(s2_session *s, struct s2_op *o)
{
    s2_chan *c = end_chan(s, o);
    int rc;

    if (c->close_out)
        return S2_NEXT;
    if (s2_list_empty(&c->pending)) {
        rc = s2_chan_before_eof(c);
        if (rc)
            return rc;
    }
    if (!s2_list_empty(&c->pending) && !overdue(o))
        return S2_WAIT;
    s2_chan_forget_pending(c);
    if (!c->eof_out) {
        rc = s2_conn_tell(s, SSH_MSG_CHANNEL_EOF, c->remote);
        if (rc)
            return rc;
        c->eof_out = true;
    }
    rc = s2_chan_tell_close(c);
    return rc ? rc : S2_NEXT;
}

/* Also our own CLOSE has to leave, which may be the answer to the peer's. */
static int close_await(s2_session *s, struct s2_op *o)
{
    s2_chan *c = end_chan(s, o);
    bool closed = c->close_in && s2_sent(s, c->close_mark);

    return closed || overdue(o) ? S2_NEXT : S2_WAIT;
}

static s2_step *const close_steps[] = {close_send, close_await};
static const struct s2_op_type close_type = {
    "CHANNEL_CLOSE", sizeof(struct end_op), close_steps, 2, true, NULL};

/* A dead session has nothing to close.  One that dies meanwhile is reported: data
 * may be lost with it. */
int s2_chan_close(s2_chan *c)
{
    struct end_op *q;
    int rc;

    if (c->s->dead || c->state != S2_CHAN_OPEN)
        return 0;
    q = s2_op_begin(c->s, &close_type, c, 0);
    if (q && q->op.fresh)
        q->until = s2_now() + S2_CLOSE_MS;
    rc = s2_op_run(c->s, q ? &q->op : NULL);
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(c->s, q ? &q->op : NULL);
    return rc;
}

/* --- Waiting for the peer ---------------------------------------------------- */

/* Nothing more can come before somebody reads what is there.  EOF itself needs no
 * window, but servers look for the end of their program's output only while they may
 * send. */
static bool window_is_full(const s2_chan *c)
{
    return c->in.left == 0 && s2_chan_avail(c, LIBSSH2_CHANNEL_FLUSH_ALL) > 0;
}

/* No operation: there is nothing to remember between two calls. */
int s2_chan_wait_eof(s2_chan *c)
{
    int moved = 1;

    while (!c->eof_in) {
        if (c->s->dead)
            return s2_alive(c->s);
        if (!moved && window_is_full(c))
            return s2_fail(&c->s->err, LIBSSH2_ERROR_CHANNEL_WINDOW_FULL,
                           "the receive window is full of unread data");
        if (!moved)
            return LIBSSH2_ERROR_EAGAIN;
        moved = s2_pump(c->s);
        if (moved < 0 && !c->s->dead)
            return moved;
    }
    return 0;
}

/* The peer's EOF must have come, as documented; CLOSE without EOF counts as both. */
int s2_chan_wait_closed(s2_chan *c)
{
    int moved = 1;

    if (!c->eof_in)
        return s2_fail(&c->s->err, LIBSSH2_ERROR_INVAL,
                       "wait_closed before the peer has sent EOF");
    while (!c->close_in) {
        if (c->s->dead)
            return s2_alive(c->s);
        if (!moved)
            return LIBSSH2_ERROR_EAGAIN;
        moved = s2_pump(c->s);
        if (moved < 0 && !c->s->dead)
            return moved;
    }
    return 0;
}
