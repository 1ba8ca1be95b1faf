/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Received data of channels: consumers, queues, reading, and the window that bounds
 * what the peer may send (RFC 4254 section 5.2).  What is queued never exceeds the
 * window by more than bookkeeping, however small the peer's packets are. */
#include "conn/chan.h"

/* Parts up to SMALL are gathered in copies of FILL bytes, so that a flood of one-byte
 * messages does not cost a node each. */
#define SMALL 1024u
#define FILL  2048u

/* --- Window ------------------------------------------------------------------ */

/* May the window still be enlarged, and would it serve anything? */
static bool window_matters(const s2_chan *c)
{
    return c->state == S2_CHAN_OPEN && !c->close_out && !c->eof_in && !c->s->dead;
}

/* Give the peer what is owed to it. */
static int window_give(s2_chan *c)
{
    uint8_t msg[9];
    int rc;

    if (!c->owed || !window_matters(c))
        return 0;
    msg[0] = SSH_MSG_CHANNEL_WINDOW_ADJUST;
    s2_put_u32(msg + 1, c->remote);
    s2_put_u32(msg + 5, c->owed);
    rc = s2_send(c->s, s2_span(msg, sizeof(msg)));
    if (rc)
        return rc;
    c->in.left += c->owed;
    c->owed = 0;
    return 0;
}

/* Owe n more bytes, as far as the largest window goes. */
static void window_owe(s2_chan *c, size_t n)
{
    c->owed += (uint32_t)s2_min(n, UINT32_MAX - c->in.left - c->owed);
}

/* By quarters of the window: often enough that the peer never stops, seldom enough
 * that the messages do not count. */
void s2_chan_consumed(s2_chan *c, size_t n)
{
    int rc = 0;

    window_owe(c, n);
    if (n && c->owed >= c->in.initial / 4)
        rc = window_give(c);
    (void)rc; /* stays owed, and is tried again with the next bytes */
}

/* Leaves at once if the socket takes it: the caller may do nothing but wait next. */
int s2_chan_adjust(s2_chan *c, uint32_t n, enum s2_adjust how)
{
    int rc = s2_alive(c->s);

    if (rc)
        return rc;
    window_owe(c, n);
    if (how == S2_ADJUST_FORCE || c->owed >= LIBSSH2_CHANNEL_MINADJUST)
        rc = window_give(c);
    if (!rc)
        rc = s2_flush(c->s);
    return rc == LIBSSH2_ERROR_EAGAIN ? 0 : rc;
}

/* What reading has queued for the peer should leave even if the caller sleeps next. */
static void nudge(s2_session *s)
{
    int rc = 0;

    if (!s->dead && s2_batch_left(&s->out))
        rc = s2_flush(s);
    (void)rc; /* the next call finds out */
}

/* --- Queues ------------------------------------------------------------------ */

/* Take the first n bytes of a queue out, n at most the length of the first part. */
static void queue_advance(s2_chan *c, struct s2_stream *q, size_t n)
{
    struct s2_pkt *p = S2_ITEM(s2_list_first(&q->pkts), struct s2_pkt, link);

    p->body.p += n;
    p->body.n -= n;
    q->bytes -= n;
    if (p->body.n)
        return;
    s2_list_del(&p->link);
    if (s2_list_empty(&q->pkts))
        q->spare = 0;
    s2_pkt_drop(&c->s->in, &c->s->mem, p);
}

/* Append a small part to the copy at the end, or begin such a copy. */
static bool queue_small(s2_chan *c, struct s2_stream *q, struct s2_span data)
{
    struct s2_pkt *p;
    uint8_t *room;

    if (data.n > q->spare) {
        p = s2_alloc(&c->s->mem, sizeof(*p) + FILL);
        if (!p)
            return false;
        memset(p, 0, sizeof(*p));
        p->body = s2_span(p + 1, 0);
        p->seq = c->arrival++;
        s2_list_add(&q->pkts, &p->link);
        q->spare = FILL;
    }
    p = S2_ITEM(q->pkts.head.prev, struct s2_pkt, link);
    room = (uint8_t *)(p + 1) + (FILL - q->spare);
    memcpy(room, data.p, data.n);
    p->body.n += data.n;
    q->spare -= data.n;
    return true;
}

/* Large parts by reference or by one copy, small ones gathered. */
static bool queue_add(s2_chan *c, struct s2_stream *q, struct s2_span data,
                      const struct s2_pkt *pkt)
{
    if (data.n <= SMALL) {
        if (!queue_small(c, q, data))
            return false;
    } else {
        struct s2_pkt *kept = s2_pkt_keep(&c->s->in, &c->s->mem, pkt, data);

        if (!kept)
            return false;
        kept->seq = c->arrival++;
        s2_list_add(&q->pkts, &kept->link);
        q->spare = 0;
    }
    q->bytes += data.n;
    return true;
}

static size_t queue_drop(s2_chan *c, struct s2_stream *q)
{
    size_t n = q->bytes;

    while (!s2_list_empty(&q->pkts)) {
        struct s2_link *first = s2_list_first(&q->pkts);
        queue_advance(c, q, S2_ITEM(first, struct s2_pkt, link)->body.n);
    }
    return n;
}

/* Without giving anything back: the channel is going. */
void s2_chan_forget_data(s2_chan *c)
{
    int i;

    for (i = 0; i < S2_STREAMS; i++)
        queue_drop(c, &c->stream[i]);
}

size_t s2_chan_drop(s2_chan *c, int stream)
{
    size_t n = 0;
    int i;

    for (i = 0; i < S2_STREAMS; i++)
        if (stream == i || stream == LIBSSH2_CHANNEL_FLUSH_ALL ||
            (stream == LIBSSH2_CHANNEL_FLUSH_EXTENDED_DATA && i > 0))
            n += queue_drop(c, &c->stream[i]);
    s2_chan_consumed(c, n);
    nudge(c->s);
    return n;
}

/* Move all of `from` into `into`, by order of arrival. */
static void queue_merge(struct s2_stream *into, struct s2_stream *from)
{
    struct s2_link *at = into->pkts.head.next, *l;

    while ((l = s2_list_pop(&from->pkts)) != NULL) {
        uint32_t seq = S2_ITEM(l, struct s2_pkt, link)->seq;

        while (at != &into->pkts.head &&
               (int32_t)(S2_ITEM(at, struct s2_pkt, link)->seq - seq) < 0)
            at = at->next;
        l->next = at;
        l->prev = at->prev;
        at->prev->next = l;
        at->prev = l;
    }
    into->bytes += from->bytes;
    into->spare = 0; /* whichever is last now */
    from->bytes = from->spare = 0;
}

/* What is queued already is treated like what is still to come. */
void s2_chan_extended(s2_chan *c, int mode)
{
    c->ext_mode = (uint8_t)mode;
    if (mode == LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE)
        (void)s2_chan_drop(c, LIBSSH2_CHANNEL_FLUSH_EXTENDED_DATA);
    else if (mode == LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE)
        queue_merge(&c->stream[S2_STREAM_DATA], &c->stream[S2_STREAM_STDERR]);
}

/* --- Arrival ----------------------------------------------------------------- */

/* The stream that data of a type is read through; S2_STREAMS: dropped. */
static uint32_t route(const s2_chan *c, uint32_t stream)
{
    if (stream == S2_STREAM_DATA)
        return stream;
    if (c->ext_mode == LIBSSH2_CHANNEL_EXTENDED_DATA_MERGE)
        return S2_STREAM_DATA;
    if (c->ext_mode == LIBSSH2_CHANNEL_EXTENDED_DATA_IGNORE || stream >= S2_STREAMS)
        return S2_STREAMS;
    return stream;
}

/* A queue that is not empty comes first: nobody overtakes what was left. */
int s2_chan_deliver(s2_chan *c, uint32_t stream, struct s2_span data,
                    const struct s2_pkt *pkt)
{
    size_t took;

    stream = route(c, stream);
    if (stream >= S2_STREAMS) {
        s2_chan_consumed(c, data.n);
        return 0;
    }
    if (c->sink.take && c->stream[stream].bytes == 0) {
        took = c->sink.take(c->sink.who, (int)stream, data, pkt);
        s2_chan_consumed(c, took);
        data.p += took;
        data.n -= took;
    }
    if (data.n && !queue_add(c, &c->stream[stream], data, pkt))
        return s2_die(c->s, LIBSSH2_ERROR_ALLOC, "no memory for received data");
    return 0;
}

/* The consumer may take part of a packet; the rest waits until it is set again or a
 * reader comes. */
void s2_chan_sink(s2_chan *c, const struct s2_sink *sink)
{
    int i;

    if (!sink) {
        memset(&c->sink, 0, sizeof(c->sink));
        return;
    }
    c->sink = *sink;
    for (i = 0; i < S2_STREAMS; i++) {
        struct s2_stream *q = &c->stream[i];

        while (q->bytes) {
            struct s2_pkt *p = S2_ITEM(s2_list_first(&q->pkts), struct s2_pkt, link);
            size_t took = sink->take(sink->who, i, p->body, p);

            if (!took)
                break;
            queue_advance(c, q, took);
            s2_chan_consumed(c, took);
        }
    }
    if (c->eof_in && sink->lost)
        sink->lost(sink->who);
}

/* --- Reading ----------------------------------------------------------------- */

/* A consumer for the time of one call: the caller's buffer. */
struct reader {
    int stream;
    uint8_t *buf;
    size_t n, got;
};

static size_t reader_take(void *who, int stream, struct s2_span data,
                          const struct s2_pkt *pkt)
{
    struct reader *r = who;
    size_t n = stream == r->stream ? s2_min(data.n, r->n - r->got) : 0;

    (void)pkt;
    if (n)
        memcpy(r->buf + r->got, data.p, n);
    r->got += n;
    return n;
}

/* As many parts as fit, so that one call may empty a queue of small ones. */
static void read_queued(s2_chan *c, struct reader *r)
{
    struct s2_stream *q;

    if (r->stream < 0 || r->stream >= S2_STREAMS)
        return;
    q = &c->stream[r->stream];
    while (q->bytes && r->got < r->n) {
        struct s2_pkt *p = S2_ITEM(s2_list_first(&q->pkts), struct s2_pkt, link);
        size_t n = reader_take(r, r->stream, p->body, p);

        queue_advance(c, q, n);
        s2_chan_consumed(c, n);
    }
}

/* Move bytes with the caller's buffer as consumer, unless there is another one. */
static int pump_into(s2_chan *c, struct reader *r)
{
    int rc;

    if (c->sink.take)
        return s2_pump(c->s);
    c->sink.take = reader_take;
    c->sink.who = r;
    rc = s2_pump(c->s);
    c->sink.take = NULL;
    c->sink.who = NULL;
    return rc;
}

/* A reader with a buffer larger than the window gets a larger window. */
static void widen(s2_chan *c, size_t n)
{
    uint32_t more;

    if (n <= c->in.initial || !window_matters(c))
        return;
    n = s2_min(n, INT32_MAX);
    more = (uint32_t)n - c->in.initial;
    c->in.initial = (uint32_t)n;
    s2_chan_consumed(c, more);
}

/* What is queued is read first, even on a dead session; only then is the socket
 * asked.  A stream without a queue of its own is an empty one. */
int s2_chan_read(s2_chan *c, int stream, uint8_t *buf, size_t n, size_t *got)
{
    struct reader r;
    int moved = 1;

    *got = 0;
    memset(&r, 0, sizeof(r));
    r.stream = stream;
    r.buf = buf;
    r.n = n;
    if (n == 0)
        return 0;
    widen(c, n);
    for (;;) {
        read_queued(c, &r);
        if (r.got || c->eof_in)
            break;
        if (c->s->dead)
            return s2_alive(c->s);
        if (!moved)
            return LIBSSH2_ERROR_EAGAIN;
        moved = pump_into(c, &r);
        if (moved < 0 && !c->s->dead)
            return moved;
    }
    *got = r.got;
    nudge(c->s);
    return 0;
}
