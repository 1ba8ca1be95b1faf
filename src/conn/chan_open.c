/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Opening channels (RFC 4254 section 5.1): our requests with the peer's answers, and
 * our answers to the peer's requests, which chan_peer.c and fwd.c decide upon. */
#include "conn/chan.h"

struct s2_chan_open {
    struct s2_op op;
    struct s2_span type, extra; /* the caller's, for the first step only */
    uint32_t window, packet;
    s2_chan *chan; /* until it is handed out */
};

static struct s2_chan_open *open_op(struct s2_op *o)
{
    return S2_CONTAINER_OF(o, struct s2_chan_open, op);
}

/* The request is sealed whole, so after this step there is only the answer to wait
 * for. */
static int open_send(s2_session *s, struct s2_op *o)
{
    struct s2_chan_open *q = open_op(o);
    struct s2_wr w;
    int rc;

    q->chan = s2_chan_new(s, q->window, q->packet);
    if (!q->chan)
        return s2_fail(&s->err, LIBSSH2_ERROR_ALLOC, "no memory for a channel");
    w = s2_wr_growing(&s->mem);
    s2_wr_u8(&w, SSH_MSG_CHANNEL_OPEN);
    s2_wr_str(&w, q->type);
    s2_wr_u32(&w, q->chan->id);
    s2_wr_u32(&w, q->window);
    s2_wr_u32(&w, q->packet);
    s2_wr_raw(&w, q->extra.p, q->extra.n);
    rc = s2_send_wr(s, &w);
    s2_wr_free(&w);
    q->chan->holder = &q->chan;
    if (!rc)
        return S2_NEXT;
    /* Never sent, so its number is free at once. */
    q->chan->state = S2_CHAN_REFUSED;
    s2_chan_free(q->chan);
    return rc;
}

static int open_await(s2_session *s, struct s2_op *o)
{
    s2_chan *c = open_op(o)->chan;

    switch (c->state) {
    case S2_CHAN_OPENING:
        return S2_WAIT;
    case S2_CHAN_OPEN:
        return S2_DONE;
    default:
        return s2_fail(&s->err, LIBSSH2_ERROR_CHANNEL_FAILURE,
                       "the server refused to open the channel: %s (reason %lu)",
                       c->text ? c->text : "no text", (unsigned long)c->refusal);
    }
}

/* Given up, or refused: a channel that was handed out is not here any more. */
static void open_drop(s2_session *s, struct s2_op *o)
{
    (void)s;
    s2_chan_free(open_op(o)->chan);
}

static s2_step *const open_steps[] = {open_send, open_await};
static const struct s2_op_type open_type = {
    "CHANNEL_OPEN", sizeof(struct s2_chan_open), open_steps, 2, false, open_drop};

/* The answer may come while the caller is elsewhere; it is kept in the channel until
 * the call is repeated. */
int s2_chan_open(s2_session *s, struct s2_span type, uint32_t window, uint32_t packet,
                 struct s2_span extra, s2_chan **chan)
{
    struct s2_chan_open *q;
    uint8_t sizes[8];
    uint64_t print;
    int rc = s2_alive(s);

    *chan = NULL;
    if (!rc && !s->conn)
        rc = s2_fail(&s->err, LIBSSH2_ERROR_INVAL,
                     "channels can be opened only after authentication");
    if (rc)
        return rc;
    s2_put_u32(sizes, window);
    s2_put_u32(sizes + 4, packet);
    print = s2_fnv(s2_fnv(s2_fnv(S2_FNV_START, type), s2_span(sizes, 8)), extra);
    q = s2_op_begin(s, &open_type, s, print);
    if (q && q->op.fresh) {
        q->type = type;
        q->extra = extra;
        q->window = window;
        q->packet = packet;
    }
    rc = s2_op_run(s, q ? &q->op : NULL);
    if (!rc) {
        *chan = q->chan;
        q->chan->holder = NULL;
        q->chan = NULL;
    }
    if (rc != LIBSSH2_ERROR_EAGAIN)
        s2_op_end(s, q ? &q->op : NULL);
    return rc;
}

/* --- The peer's answer -------------------------------------------------------- */

/* The slot that waits for an answer to CHANNEL_OPEN, or NULL with the session dead. */
static struct s2_slot *answered_slot(s2_session *s, const struct s2_pkt *pkt,
                                     const struct s2_rd *r, uint32_t id)
{
    struct s2_slot *slot = s2_rd_ok(r) ? s2_conn_slot(s, id) : NULL;

    if (slot && (slot->state == S2_SLOT_GIVEN_UP ||
                 (slot->state == S2_SLOT_USED && slot->chan->state == S2_CHAN_OPENING)))
        return slot;
    s2_conn_bad(s, pkt, s2_rd_ok(r) ? "for a channel that is not being opened" : "cut");
    return NULL;
}

/* A packet size of 0 would make every write wait for ever. */
int s2_on_open_confirm(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t id = s2_rd_u32(&r);
    uint32_t remote = s2_rd_u32(&r);
    uint32_t window = s2_rd_u32(&r);
    uint32_t packet = s2_rd_u32(&r);
    struct s2_slot *slot = answered_slot(s, pkt, &r, id);

    if (!slot)
        return s->dead;
    if (packet == 0)
        return s2_conn_bad(s, pkt, "with a maximum packet size of 0");
    if (slot->state == S2_SLOT_GIVEN_UP) {
        slot->state = S2_SLOT_DROPPED;
        return s2_conn_tell(s, SSH_MSG_CHANNEL_CLOSE, remote);
    }
    slot->chan->remote = remote;
    slot->chan->out.initial = slot->chan->out.left = window;
    slot->chan->out.packet = packet;
    slot->chan->state = S2_CHAN_OPEN;
    return 0;
}

/* The number is free at once: the peer never had a channel.  The words are kept with
 * the channel, since another call's error may come in between. */
int s2_on_open_failure(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_rd r = s2_rd(pkt->body);
    uint32_t id = s2_rd_u32(&r);
    uint32_t reason = s2_rd_u32(&r);
    struct s2_span text = s2_rd_str(&r);
    struct s2_slot *slot = answered_slot(s, pkt, &r, id);

    if (!slot)
        return s->dead;
    if (slot->state == S2_SLOT_GIVEN_UP) {
        s2_conn_release(s, id);
        return 0;
    }
    slot->chan->refusal = reason;
    slot->chan->text = s2_memdup(&s->mem, text); /* NULL: told without the words */
    slot->chan->state = S2_CHAN_REFUSED;
    return 0;
}

/* --- Answers to the peer, who opens one ------------------------------------------ */

int s2_peer_refuse(s2_session *s, const struct s2_peer_open *o, enum s2_refusal why,
                   const char *text)
{
    uint8_t buf[128];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    s2_wr_u8(&w, SSH_MSG_CHANNEL_OPEN_FAILURE);
    s2_wr_u32(&w, o->remote);
    s2_wr_u32(&w, (uint32_t)why);
    s2_wr_cstr(&w, text);
    s2_wr_cstr(&w, "");
    return s2_send_wr(s, &w);
}

/* The window is that of our own channels. */
int s2_peer_accept(s2_session *s, const struct s2_peer_open *o, s2_chan **c)
{
    uint8_t buf[32];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));

    *c = s2_chan_new(s, S2_CHAN_WINDOW, S2_CHAN_PACKET);
    if (!*c)
        return s2_peer_refuse(s, o, S2_OPEN_SHORTAGE, "no memory for a channel");
    (*c)->remote = o->remote;
    (*c)->out.initial = (*c)->out.left = o->window;
    (*c)->out.packet = o->packet;
    (*c)->state = S2_CHAN_OPEN;
    s2_wr_u8(&w, SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
    s2_wr_u32(&w, o->remote);
    s2_wr_u32(&w, (*c)->id);
    s2_wr_u32(&w, S2_CHAN_WINDOW);
    s2_wr_u32(&w, S2_CHAN_PACKET);
    return s2_send_wr(s, &w);
}
