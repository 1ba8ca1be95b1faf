/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* A session without keys, logged in, whose wire is memory: tests of channels write the
 * server's messages by hand and look at every message of ours.  Memory is counted, and
 * any allocation can be made to fail. */
#ifndef S2_TESTS_CHANWIRE_H
#define S2_TESTS_CHANWIRE_H

#include "conn/conn.h"
#include "t.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

struct wire {
    s2_session *s;
    struct s2_mem mem; /* the test's own */
    struct s2_wr in;   /* packets to the client */
    size_t in_at;
    struct s2_wr out; /* packets from the client */
    size_t out_at;
    size_t takes; /* bytes that the socket still takes */
    bool closed;  /* the server hung up */
    long live;    /* blocks of the session that are in use */
    long allocs, fail_at;
    s2_chan *got; /* what a callback was given */
};

static void *wire_realloc(void *p, size_t n, void **abstract)
{
    struct wire *w = *abstract;

    if (++w->allocs == w->fail_at)
        return NULL;
    if (!p)
        w->live++;
    return realloc(p, n);
}

static void *wire_alloc(size_t n, void **abstract)
{
    return wire_realloc(NULL, n, abstract);
}

static void wire_free(void *p, void **abstract)
{
    struct wire *w = *abstract;

    if (p)
        w->live--;
    free(p);
}

static LIBSSH2_SEND_FUNC(wire_send)
{
    struct wire *w = *abstract;
    size_t n = s2_min(length, w->takes);

    (void)socket;
    (void)flags;
    if (n == 0)
        return -EAGAIN;
    w->takes -= n;
    s2_wr_raw(&w->out, buffer, n);
    return (ssize_t)n;
}

static LIBSSH2_RECV_FUNC(wire_recv)
{
    struct wire *w = *abstract;
    size_t n = s2_min(length, s2_wr_len(&w->in) - w->in_at);

    (void)socket;
    (void)flags;
    if (n == 0)
        return w->closed ? 0 : -EAGAIN;
    memcpy(buffer, w->in.base + w->in_at, n);
    w->in_at += n;
    return (ssize_t)n;
}

/* A message by a format: b byte, u number, s string (C), d span with its length. */
static void wire_format(struct s2_wr *m, const char *format, va_list args)
{
    for (; *format; format++) {
        switch (*format) {
        case 'b':
            s2_wr_u8(m, (uint8_t)va_arg(args, unsigned));
            break;
        case 'u':
            s2_wr_u32(m, va_arg(args, uint32_t));
            break;
        case 's':
            s2_wr_cstr(m, va_arg(args, const char *));
            break;
        default:
            s2_wr_str(m, va_arg(args, struct s2_span));
            break;
        }
    }
}

/* The server sends these bytes as one packet. */
static void wire_put(struct wire *w, struct s2_span msg)
{
    size_t pad = 8 - (msg.n + 5) % 8;

    if (pad < 4)
        pad += 8;
    s2_wr_u32(&w->in, (uint32_t)(msg.n + pad + 1));
    s2_wr_u8(&w->in, (uint8_t)pad);
    s2_wr_raw(&w->in, msg.p, msg.n);
    s2_wr_zero(&w->in, pad);
}

/* The server sends a message; it is not looked at before the next pump. */
static void wire_say(struct wire *w, const char *format, ...)
{
    struct s2_wr m = s2_wr_growing(&w->mem);
    va_list args;

    va_start(args, format);
    wire_format(&m, format, args);
    va_end(args);
    wire_put(w, s2_wr_span(&m));
    s2_wr_free(&m);
}

/* The client's next message; empty if there is none. */
static struct s2_span wire_next(struct wire *w)
{
    struct s2_rd r = s2_rd(s2_span(w->out.base, s2_wr_len(&w->out)));
    struct s2_span packet;

    s2_rd_skip(&r, w->out_at);
    packet = s2_rd_str(&r);
    if (!s2_rd_ok(&r) || !packet.n)
        return s2_span(NULL, 0);
    w->out_at += 4 + packet.n;
    return s2_span(packet.p + 1, packet.n - 1 - packet.p[0]);
}

/* The client's next message is exactly this one; "" says that there is none. */
static inline void wire_sent(struct wire *w, const char *format, ...)
{
    struct s2_wr m = s2_wr_growing(&w->mem);
    struct s2_span want, have = wire_next(w);
    uint8_t copy[512];
    size_t n;
    va_list args;

    va_start(args, format);
    wire_format(&m, format, args);
    va_end(args);
    want = s2_wr_span(&m);
    n = s2_min(want.n, sizeof(copy));
    if (n)
        memcpy(copy, want.p, n);
    s2_wr_free(&m);
    T_MEM(have.p, have.n, copy, n);
}

#define SENT(w, ...)                                                                   \
    do {                                                                               \
        wire_sent((w), __VA_ARGS__);                                                   \
        T_STOP;                                                                        \
    } while (0)

/* Begin: sets w->s, or the session is NULL for want of memory (fail_at). */
static void wire_begin(struct wire *w, long fail_at)
{
    memset(w, 0, sizeof(*w));
    s2_mem_init(&w->mem, NULL, NULL, NULL, NULL);
    w->in = s2_wr_growing(&w->mem);
    w->out = s2_wr_growing(&w->mem);
    w->takes = SIZE_MAX;
    w->s = s2_session_new(wire_alloc, wire_free, wire_realloc, w);
    if (!w->s)
        return;
    w->s->cb.send = wire_send;
    w->s->cb.recv = wire_recv;
    w->s->has_fd = true;
    w->s->ident_peer = s2_memdup(&w->s->mem, s2_span_str("SSH-2.0-test"));
    w->s->stage = S2_STAGE_OPEN;
    w->s->tx.since = w->s->rx.since = s2_now(); /* keys that need no change */
    t_eq(__FILE__, __LINE__, "start", s2_conn_start(w->s), 0);
    w->allocs = 0;
    w->fail_at = fail_at;
}

/* End: frees the session if it is still there; nothing may be left of it. */
static void wire_end(struct wire *w)
{
    s2_session_free(w->s);
    s2_wr_free(&w->in);
    s2_wr_free(&w->out);
    if (!t_over())
        T_EQ(w->live, 0);
}

/* The server's numbers for channels are ours plus this. */
#undef FAR /* windef.h has one */
#define FAR 1000u

/* Open a session channel: our number is id, the server allows window and packet.  NULL,
 * with the case failed, if it does not come. */
static inline s2_chan *wire_open(struct wire *w, uint32_t id, uint32_t window,
                                 uint32_t packet)
{
    s2_chan *c = NULL;
    int rc;

    wire_say(w, "buuuu", SSH_MSG_CHANNEL_OPEN_CONFIRMATION, id, FAR + id, window,
             packet);
    rc = s2_chan_open(w->s, s2_span_str("session"), S2_CHAN_WINDOW, S2_CHAN_PACKET,
                      s2_span(NULL, 0), &c);
    t_eq(__FILE__, __LINE__, "opening a channel", rc, 0);
    while (wire_next(w).n)
        continue;
    return c;
}

#endif
