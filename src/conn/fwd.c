/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Forwarding of TCP ports and of sockets in the server's file system (RFC 4254
 * section 7): channels to them, and ports that the server listens on for us. */
#include "conn/chan.h"

/* Connections that wait to be accepted, when the application sets no limit. */
#define WAITING_MAX 4096u

struct _LIBSSH2_LISTENER {
    struct s2_link link; /* in conn->listeners */
    s2_session *s;
    char *host;              /* as the server was asked */
    uint32_t port;           /* 0: the server chooses, and its answer tells */
    struct s2_answer answer; /* to tcpip-forward */
    unsigned waiting, max;
    struct s2_list queue; /* channels, by their link `queued` */
};

/* --- To the server's side ------------------------------------------------------ */

static int open_direct(s2_session *s, const char *type, struct s2_wr *extra,
                       s2_chan **chan)
{
    int rc;

    if (s2_wr_ok(extra))
        rc = s2_chan_open(s, s2_span_str(type), S2_CHAN_WINDOW, S2_CHAN_PACKET,
                          s2_wr_span(extra), chan);
    else
        rc = s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory to open a channel");
    s2_wr_free(extra);
    return rc;
}

/* RFC 4254 section 7.2. */
int s2_fwd_direct(s2_session *s, struct s2_end to, struct s2_end from, s2_chan **chan)
{
    struct s2_wr w = s2_wr_growing(&s->mem);

    s2_wr_str(&w, to.host);
    s2_wr_u32(&w, to.port);
    s2_wr_str(&w, from.host);
    s2_wr_u32(&w, from.port);
    return open_direct(s, "direct-tcpip", &w, chan);
}

/* OpenSSH's PROTOCOL, section 2.4.  The server ignores who it is from. */
int s2_fwd_streamlocal(s2_session *s, struct s2_end to, struct s2_end from,
                       s2_chan **chan)
{
    struct s2_wr w = s2_wr_growing(&s->mem);

    s2_wr_str(&w, to.host);
    s2_wr_str(&w, from.host);
    s2_wr_u32(&w, from.port);
    return open_direct(s, "direct-streamlocal@openssh.com", &w, chan);
}

/* --- Listening -------------------------------------------------------------------- */

static s2_listener *listener_new(s2_session *s, struct s2_end at, unsigned max)
{
    s2_listener *l = s2_zalloc(&s->mem, sizeof(*l));

    if (!l)
        return NULL;
    l->host = s2_memdup(&s->mem, at.host);
    if (!l->host) {
        s2_free(&s->mem, l);
        return NULL;
    }
    l->s = s;
    l->port = at.port;
    l->max = max && max < WAITING_MAX ? max : WAITING_MAX;
    s2_list_init(&l->queue);
    s2_list_add(&s2_conn(s)->listeners, &l->link);
    return l;
}

/* The channels of the queue are the caller's to free. */
static void listener_free(s2_listener *l)
{
    s2_op_end_owner(l->s, l);
    s2_await_forget(&l->answer);
    s2_list_del(&l->link);
    s2_free(&l->s->mem, l->host);
    s2_free(&l->s->mem, l);
}

/* The oldest connection, whose channel then belongs to the caller. */
static s2_chan *queue_pop(s2_listener *l)
{
    struct s2_link *first = s2_list_pop(&l->queue);
    s2_chan *c;

    if (!first)
        return NULL;
    c = S2_ITEM(first, struct _LIBSSH2_CHANNEL, queued);
    l->waiting--;
    return c;
}

void s2_fwd_drop(s2_session *s)
{
    struct s2_link *first;

    while ((first = s2_list_first(&s2_conn(s)->listeners)) != NULL) {
        s2_listener *l = S2_ITEM(first, struct _LIBSSH2_LISTENER, link);

        while (queue_pop(l))
            continue; /* freed with all channels of the session */
        listener_free(l);
    }
}

static void wr_forward(struct s2_wr *w, const char *request, uint8_t want_reply,
                       struct s2_end at)
{
    s2_wr_u8(w, SSH_MSG_GLOBAL_REQUEST);
    s2_wr_cstr(w, request);
    s2_wr_u8(w, want_reply);
    s2_wr_str(w, at.host);
    s2_wr_u32(w, at.port);
}

struct listen_op {
    struct s2_op op;
    struct s2_span msg;    /* for the first step only */
    s2_listener *listener; /* until it is handed out */
};

static struct listen_op *listen_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct listen_op, op);
}

static int listen_ask(s2_session *s, struct s2_op *o)
{
    int rc = s2_global_ask(s, listen_op(o)->msg, &listen_op(o)->listener->answer);

    return rc ? rc : S2_NEXT;
}

static int listen_await(s2_session *s, struct s2_op *o)
{
    switch (listen_op(o)->listener->answer.said) {
    case S2_SAID_YES:
        return S2_NEXT;
    case S2_SAID_NO:
        return s2_fail(&s->err, LIBSSH2_ERROR_REQUEST_DENIED,
                       "the server denied the request to listen");
    default:
        return S2_WAIT;
    }
}

/* The listener and the connections that wait at it. */
static void listener_drop(s2_listener *l)
{
    s2_chan *c;

    if (!l)
        return;
    while ((c = queue_pop(l)) != NULL)
        s2_chan_free(c);
    listener_free(l);
}

static void listen_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    listener_drop(listen_op(o)->listener);
}

static s2_step *const listen_steps[] = {listen_ask, listen_await};
static const struct s2_op_type listen_type = {
    "tcpip-forward", sizeof(struct listen_op), listen_steps, 2, false, listen_drop};

/* The operation with its listener, which is there before the server agrees: its first
 * connection may come in one read with the agreement.  NULL without memory. */
static struct listen_op *listen_find(s2_session *s, struct s2_end at, unsigned max,
                                     struct s2_span msg)
{
    struct listen_op *q = s2_op_begin(s, &listen_type, s, s2_fnv(S2_FNV_START, msg));

    if (!q || !q->op.fresh)
        return q;
    q->msg = msg;
    q->listener = listener_new(s, at, max);
    if (q->listener)
        return q;
    s2_op_end(s, &q->op);
    return NULL;
}

/* RFC 4254 section 7.1. */
int s2_fwd_listen(s2_session *s, struct s2_end at, unsigned max, s2_listener **listener)
{
    struct listen_op *q = NULL;
    struct s2_wr w;
    int rc = s2_alive(s);

    *listener = NULL;
    if (!rc && !s->conn)
        rc = s2_fail(&s->err, LIBSSH2_ERROR_INVAL, "forwarding needs authentication");
    if (rc)
        return rc;
    if (!at.host.n)
        at.host = s2_span_str("0.0.0.0");
    w = s2_wr_growing(&s->mem);
    wr_forward(&w, "tcpip-forward", 1, at);
    if (s2_wr_ok(&w))
        q = listen_find(s, at, max, s2_wr_span(&w));
    rc = q ? s2_op_run(s, &q->op)
           : s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for tcpip-forward");
    s2_wr_free(&w);
    if (!rc) {
        *listener = q->listener;
        q->listener = NULL;
    }
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(s, q ? &q->op : NULL);
    return rc;
}

/* Facts. */

uint32_t s2_fwd_port(const s2_listener *l)
{
    return l->port ? l->port : l->answer.value;
}

unsigned s2_fwd_waiting(const s2_listener *l)
{
    return l->waiting;
}

s2_session *s2_fwd_session(const s2_listener *l)
{
    return l->s;
}

/* --- Connections ------------------------------------------------------------- */

/* The listener of a port, if the server has agreed to it; servers may name the address
 * in another way than we did, so that it only decides between listeners of one port. */
static s2_listener *listener_find(s2_session *s, struct s2_end at)
{
    struct s2_link *l, *after;
    s2_listener *found = NULL;

    S2_LIST_EACH(l, after, &s2_conn(s)->listeners)
    {
        s2_listener *one = S2_ITEM(l, struct _LIBSSH2_LISTENER, link);

        if (one->answer.said == S2_SAID_YES && s2_fwd_port(one) == at.port &&
            (!found || s2_span_is(at.host, one->host)))
            found = one;
    }
    return found;
}

/* RFC 4254 section 7.2.  The limit bounds what a server can make us keep. */
int s2_fwd_opened(s2_session *s, struct s2_peer_open *o)
{
    struct s2_end at;
    s2_listener *l;
    s2_chan *c;
    int rc;

    at.host = s2_rd_str(&o->more);
    at.port = s2_rd_u32(&o->more);
    (void)s2_rd_str(&o->more); /* who connected */
    s2_rd_skip(&o->more, 4);
    if (!s2_rd_ok(&o->more))
        return s2_conn_bad(s, o->pkt, "that is cut");
    l = listener_find(s, at);
    if (!l)
        return s2_peer_refuse(s, o, S2_OPEN_PROHIBITED, "not asked for");
    if (l->waiting >= l->max)
        return s2_peer_refuse(s, o, S2_OPEN_SHORTAGE, "too many connections wait");
    rc = s2_peer_accept(s, o, &c);
    if (!c)
        return rc;
    s2_list_add(&l->queue, &c->queued);
    l->waiting++;
    return rc;
}

/* Like reading: the queue first, also on a dead session. */
int s2_fwd_accept(s2_listener *l, s2_chan **chan)
{
    int moved = 1;

    *chan = NULL;
    while ((*chan = queue_pop(l)) == NULL) {
        if (l->s->dead)
            return s2_alive(l->s);
        if (!moved)
            return LIBSSH2_ERROR_EAGAIN;
        moved = s2_pump(l->s);
        if (moved < 0 && !l->s->dead)
            return moved;
    }
    return 0;
}

/* --- Cancelling
 * ------------------------------------------------------------------------ */

struct cancel_op {
    struct s2_op op;
    s2_listener *listener;
    uint64_t mark;
};

/* Without reply: nothing would be done differently if the server refused. */
static int cancel_send(s2_session *s, struct s2_op *o)
{
    struct cancel_op *q = S2_CONTAINER_OF(o, struct cancel_op, op);
    struct s2_wr w = s2_wr_growing(&s->mem);
    struct s2_end at;
    int rc;

    at.host = s2_span_str(q->listener->host);
    at.port = s2_fwd_port(q->listener);
    wr_forward(&w, "cancel-tcpip-forward", 0, at);
    rc = s2_send_wr(s, &w);
    s2_wr_free(&w);
    q->mark = s2_mark(s);
    return rc ? rc : S2_NEXT;
}

static int cancel_sent(s2_session *s, struct s2_op *o)
{
    struct cancel_op *q = S2_CONTAINER_OF(o, struct cancel_op, op);

    return s2_sent(s, q->mark) ? S2_NEXT : S2_WAIT;
}

static s2_step *const cancel_steps[] = {cancel_send, cancel_sent};
static const struct s2_op_type cancel_type = {
    "cancel-tcpip-forward", sizeof(struct cancel_op), cancel_steps, 2, false, NULL};

/* Whatever went wrong, the listener is gone: a caller has nothing else to do with
 * it. */
int s2_fwd_cancel(s2_listener *l)
{
    struct cancel_op *q = s2_op_begin(l->s, &cancel_type, l, 0);
    int rc;

    if (q)
        q->listener = l;
    rc = s2_op_run(l->s, q ? &q->op : NULL);
    if (rc == LIBSSH2_ERROR_EAGAIN)
        return rc;
    listener_drop(l);
    return 0;
}
