/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Sending data on channels.  Three ways, by who keeps the bytes until they may go:
 * s2_chan_bulk only when they may, s2_chan_write the application by repeating its call,
 * s2_chan_queue the channel. */
#include "conn/chan.h"

#define HEAD_MAX 64 /* what s2_send_bulk takes as head */

/* Largest payload that the peer takes in one message now. */
static size_t peer_limit(const s2_chan *c)
{
    return s2_min(s2_min(c->out.left, c->out.packet), S2_CHAN_BULK);
}

/* 0 while bytes are pending: whoever seals behind them would overtake. */
size_t s2_chan_room(const s2_chan *c)
{
    if (c->state != S2_CHAN_OPEN || c->eof_out || c->close_out || c->s->dead)
        return 0;
    if (!s2_list_empty(&c->pending))
        return 0;
    return s2_min(peer_limit(c), s2_room(c->s));
}

/* One message of data: the caller has asked for the room. */
static int send_data(s2_chan *c, int stream, struct s2_span head, struct s2_span bulk)
{
    uint8_t buf[HEAD_MAX];
    struct s2_wr w = s2_wr_fixed(buf, sizeof(buf));
    uint32_t n = (uint32_t)(head.n + bulk.n);
    int rc;

    s2_wr_u8(&w, stream ? SSH_MSG_CHANNEL_EXTENDED_DATA : SSH_MSG_CHANNEL_DATA);
    s2_wr_u32(&w, c->remote);
    if (stream)
        s2_wr_u32(&w, (uint32_t)stream);
    s2_wr_u32(&w, n);
    s2_wr_raw(&w, head.p, head.n);
    if (!s2_wr_ok(&w))
        return s2_fail(&c->s->err, LIBSSH2_ERROR_INVAL,
                       "head of channel data too long");
    rc = s2_send_bulk(c->s, s2_wr_span(&w), bulk);
    if (rc)
        return rc;
    c->out.left -= n;
    c->coda = c->coda && n <= c->coda_after;
    c->coda_after -= c->coda ? n : 0;
    return 0;
}

/* Refused rather than cut: the caller counts on one message for one request. */
int s2_chan_bulk(s2_chan *c, struct s2_span head, struct s2_span bulk)
{
    if (head.n + bulk.n > s2_chan_room(c))
        return s2_fail(&c->s->err, LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED,
                       "more channel data than there is room for");
    return send_data(c, S2_STREAM_DATA, head, bulk);
}

/* --- Queued by the channel --------------------------------------------------- */

void s2_chan_forget_pending(s2_chan *c)
{
    struct s2_link *l;

    while ((l = s2_list_pop(&c->pending)) != NULL)
        s2_free(&c->s->mem, S2_ITEM(l, struct s2_pending, link));
    s2_list_del(&c->blocked);
}

/* In order, in parts as small as the window asks for.  Whatever stays, stays in
 * front. */
int s2_chan_unblock(s2_chan *c)
{
    struct s2_link *l;
    size_t n;
    int rc;

    while ((l = s2_list_first(&c->pending)) != NULL) {
        struct s2_pending *p = S2_ITEM(l, struct s2_pending, link);

        n = s2_min(s2_min(peer_limit(c), s2_room(c->s)), p->n - p->at);
        if (n == 0)
            return 0;
        rc =
            send_data(c, S2_STREAM_DATA, s2_span(NULL, 0), s2_span(p->data + p->at, n));
        if (rc)
            return rc;
        p->at += n;
        if (p->at < p->n)
            continue;
        s2_list_del(&p->link);
        s2_free(&c->s->mem, p);
    }
    s2_list_del(&c->blocked);
    return 0;
}

/* Called by the pump: after NEWKEYS, or when the socket took bytes, nothing else
 * would wake a channel that waits for room in the batch. */
int s2_conn_flow(s2_session *s)
{
    struct s2_link *l, *after;
    int rc;

    S2_LIST_EACH(l, after, &s2_conn(s)->blocked)
    {
        rc = s2_chan_unblock(S2_ITEM(l, struct _LIBSSH2_CHANNEL, blocked));
        if (rc)
            return rc;
    }
    return 0;
}

/* The copy is what makes s2_chan_queue independent of its caller. */
static int pending_add(s2_chan *c, struct s2_span data)
{
    struct s2_pending *p = s2_alloc(&c->s->mem, sizeof(*p) + data.n);

    if (!p)
        return s2_fail(&c->s->err, LIBSSH2_ERROR_ALLOC, "no memory for channel data");
    memset(p, 0, sizeof(*p));
    p->n = data.n;
    p->data = (uint8_t *)(p + 1);
    memcpy(p->data, data.p, data.n);
    if (s2_list_empty(&c->pending))
        s2_list_add(&s2_conn(c->s)->blocked, &c->blocked);
    s2_list_add(&c->pending, &p->link);
    return 0;
}

/* Either sent or kept whole: half of a request would break the stream of the layer
 * above. */
int s2_chan_queue(s2_chan *c, struct s2_span data)
{
    int rc = s2_chan_usable(c);

    if (rc || data.n == 0)
        return rc;
    if (c->eof_out)
        return s2_fail(&c->s->err, LIBSSH2_ERROR_CHANNEL_EOF_SENT,
                       "data after the end of the data");
    if (data.n <= s2_chan_room(c))
        return send_data(c, S2_STREAM_DATA, s2_span(NULL, 0), data);
    rc = pending_add(c, data);
    return rc ? rc : s2_chan_unblock(c);
}

void s2_chan_coda(s2_chan *c, uint64_t n)
{
    c->coda = true;
    c->coda_after = n;
}

/* Once: a call that finds no room for the byte leaves it queued, not due again. */
int s2_chan_before_eof(s2_chan *c)
{
    if (!c->coda || c->coda_after || c->eof_out)
        return 0;
    c->coda = false;
    return s2_chan_queue(c, s2_span("", 1));
}

/* --- Written by the application ---------------------------------------------- */

/* Make room in the batch for n bytes, by sending: false if the socket takes no more. */
static bool batch_takes(s2_session *s, size_t n, int *rc)
{
    *rc = 0;
    if (s2_room(s) >= n)
        return true;
    *rc = s2_flush(s);
    if (*rc == LIBSSH2_ERROR_EAGAIN)
        *rc = 0;
    return *rc == 0 && s2_room(s) >= n;
}

/* Seal as much of the caller's bytes as may go; c->ahead counts them. */
static int write_seal(s2_chan *c, int stream, const uint8_t *buf, size_t n)
{
    int rc = 0;

    while (c->ahead < n && s2_list_empty(&c->pending)) {
        size_t part = s2_min(n - c->ahead, peer_limit(c));

        if (part == 0 || !batch_takes(c->s, part, &rc))
            break;
        rc = send_data(c, stream, s2_span(NULL, 0), s2_span(buf + c->ahead, part));
        if (rc)
            break;
        c->ahead += part;
    }
    c->ahead_mark = s2_mark(c->s);
    return rc;
}

/* One attempt: 0 with *put > 0, EAGAIN, or an error. */
static int write_once(s2_chan *c, int stream, const uint8_t *buf, size_t n, size_t *put)
{
    int rc = 0;

    if (!c->ahead)
        rc = write_seal(c, stream, buf, n);
    if (!rc && c->ahead)
        rc = s2_flush(c->s);
    if (rc && rc != LIBSSH2_ERROR_EAGAIN)
        return rc;
    if (!c->ahead || !s2_sent(c->s, c->ahead_mark))
        return LIBSSH2_ERROR_EAGAIN;
    *put = s2_min(n, c->ahead);
    c->ahead = 0;
    return 0;
}

/* c->ahead bytes of the caller were sealed by an earlier call that returned EAGAIN;
 * they are reported, not sealed again, when they have left. */
int s2_chan_write(s2_chan *c, int stream, const uint8_t *buf, size_t n, size_t *put)
{
    int rc, moved;

    *put = 0;
    for (;;) {
        rc = s2_alive(c->s);
        if (rc)
            return rc;
        /* First what the peer has to say: more window, or that it has closed. */
        moved = s2_pump(c->s);
        if (moved < 0)
            return moved;
        rc = s2_chan_usable(c);
        if (!rc && c->eof_out)
            rc = s2_fail(&c->s->err, LIBSSH2_ERROR_CHANNEL_EOF_SENT,
                         "data after the end of the data");
        if (rc || n == 0)
            return rc;
        rc = write_once(c, stream, buf, n, put);
        if (rc != LIBSSH2_ERROR_EAGAIN || moved == 0)
            return rc;
    }
}
