/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The stream of an SFTP channel cut into messages: whatever the pieces are that it
 * comes in, the same messages come out, and nothing that cannot be a message is
 * believed. */
#include "t.h"

#include <string.h>

#include "base/mem.h"
#include "base/wr.h"
#include "sftp/frame.h"

/* Everything that was handed out, as one text of bytes, and how. */
struct heard {
    uint8_t log[8192];
    size_t n;
    unsigned messages, parts, in_place;
    struct s2_span input; /* to see whether a message lies in it */
    int answer;           /* what the functions return */
};

static void note(struct heard *h, char tag, const void *p, size_t n)
{
    if (h->n + n + 1 > sizeof(h->log))
        return;
    h->log[h->n++] = (uint8_t)tag;
    if (n)
        memcpy(h->log + h->n, p, n);
    h->n += n;
}

static void note_id(struct heard *h, char tag, uint32_t id, uint32_t n)
{
    uint8_t b[8];

    s2_put_u32(b, id);
    s2_put_u32(b + 4, n);
    note(h, tag, b, sizeof(b));
}

static int on_message(void *who, uint8_t type, struct s2_span body)
{
    struct heard *h = (struct heard *)who;

    h->messages++;
    if (body.n && body.p >= h->input.p && body.p < h->input.p + h->input.n)
        h->in_place++;
    note(h, 'M', &type, 1);
    note(h, ':', body.p, body.n);
    return h->answer;
}

static int on_begin(void *who, uint32_t id, uint32_t n)
{
    struct heard *h = (struct heard *)who;

    note_id(h, 'B', id, n);
    note(h, '=', NULL, 0);
    return h->answer;
}

static int on_part(void *who, uint32_t id, struct s2_span part,
                   const struct s2_pkt *pkt)
{
    struct heard *h = (struct heard *)who;

    (void)id;
    (void)pkt;
    h->parts++;
    if (h->n + part.n <= sizeof(h->log)) {
        memcpy(h->log + h->n, part.p,
               part.n); /* parts leave no mark of where they end */
        h->n += part.n;
    }
    return h->answer;
}

static int on_end(void *who, uint32_t id, uint32_t n)
{
    note_id((struct heard *)who, 'E', id, n);
    return ((struct heard *)who)->answer;
}

static const struct s2_frame_ops ops = {on_message, on_begin, on_part, on_end};

struct bench {
    struct s2_mem mem;
    struct s2_frame f;
    struct heard h;
};

static void set_up(struct bench *b)
{
    memset(b, 0, sizeof(*b));
    s2_mem_init(&b->mem, NULL, NULL, NULL, NULL);
    s2_frame_init(&b->f, &b->mem, &ops, &b->h);
}

static int feed(struct bench *b, const uint8_t *p, size_t n)
{
    int rc;

    b->h.input = s2_span(p, n);
    rc = s2_frame_feed(&b->f, b->h.input, NULL);
    return rc;
}

/* --- Messages to feed ----------------------------------------------------------------
 */

static void put_status(struct s2_wr *w, uint32_t id, size_t text)
{
    size_t mark = s2_wr_mark(w);

    s2_wr_u8(w, FXP_STATUS);
    s2_wr_u32(w, id);
    s2_wr_u32(w, 0);
    s2_wr_u32(w, (uint32_t)text);
    s2_wr_zero(w, text);
    s2_wr_u32(w, 0);
    s2_wr_close(w, mark);
}

/* DATA with n bytes of payload and some bytes behind it. */
static void put_data(struct s2_wr *w, uint32_t id, uint32_t n, uint32_t extra)
{
    size_t mark = s2_wr_mark(w);
    uint32_t i;

    s2_wr_u8(w, FXP_DATA);
    s2_wr_u32(w, id);
    s2_wr_u32(w, n);
    for (i = 0; i < n + extra; i++)
        s2_wr_u8(w, (uint8_t)(i * 7 + id));
    s2_wr_close(w, mark);
}

static void put_empty(struct s2_wr *w)
{
    s2_wr_u32(w, 1);
    s2_wr_u8(w, FXP_VERSION);
}

/* A stream with every kind of message. */
static size_t sample(uint8_t *buf, size_t size)
{
    struct s2_wr w = s2_wr_fixed(buf, size);

    put_status(&w, 1, 3);
    put_data(&w, 2, 40, 0);
    put_empty(&w);
    put_data(&w, 3, 0, 0);
    put_status(&w, 4, 300); /* more than fits the inline buffer */
    put_data(&w, 5, 9, 2);
    put_data(&w, 6, 0, 1);
    put_status(&w, 7, 0);
    return s2_wr_ok(&w) ? s2_wr_len(&w) : 0;
}

/* --- Cases
 * ------------------------------------------------------------------------------- */

static void check_whole(struct bench *b)
{
    uint8_t in[1024];
    size_t n = sample(in, sizeof(in));

    T_OK(n > 0);
    T_EQ(feed(b, in, n), 0);
    T_EQ(b->h.messages, 4);
    T_EQ(b->h.in_place, 3); /* the empty one lies nowhere */
    T_EQ(b->h.parts, 2);
    T_EQ(b->f.have, 0);
    T_OK(b->f.buf == NULL);
}

T_CASE(whole_messages_are_given_in_place)
{
    struct bench b;

    set_up(&b);
    check_whole(&b);
    s2_frame_free(&b.f);
}

/* The stream in two pieces cut at every place, and then byte by byte. */
static void check_cut(const uint8_t *in, size_t n, size_t cut,
                      const struct heard *whole)
{
    struct bench b;
    size_t i;
    int rc = 0;

    set_up(&b);
    if (cut < n) {
        rc = feed(&b, in, cut);
        if (!rc)
            rc = feed(&b, in + cut, n - cut);
    }
    for (i = 0; cut == n && !rc && i < n; i++)
        rc = feed(&b, in + i, 1);
    s2_frame_free(&b.f);
    T_EQ(rc, 0);
    T_MEM(b.h.log, b.h.n, whole->log, whole->n);
}

T_CASE(cut_anywhere_gives_the_same)
{
    static struct bench whole;
    uint8_t in[1024];
    size_t n = sample(in, sizeof(in)), cut;

    set_up(&whole);
    T_EQ(feed(&whole, in, n), 0);
    for (cut = 0; cut <= n; cut++) {
        check_cut(in, n, cut, &whole.h);
        T_STOP;
    }
}

/* A head of which the length cannot be. */
static void check_head(uint32_t length, uint8_t type, int expect)
{
    struct bench b;
    uint8_t head[5];
    int rc;

    set_up(&b);
    s2_put_u32(head, length);
    head[4] = type;
    rc = feed(&b, head, sizeof(head));
    s2_frame_free(&b.f);
    T_EQ(rc, expect);
    T_EQ(b.h.messages, 0);
}

T_CASE(impossible_lengths_are_refused)
{
    check_head(0, FXP_STATUS, LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_STOP;
    check_head(S2_FRAME_MAX + 1, FXP_STATUS, LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED);
    T_STOP;
    check_head(S2_FRAME_MAX, FXP_STATUS, 0);
    T_STOP;
    check_head(S2_FRAME_MAX + 1, FXP_NAME, 0);
    T_STOP;
    check_head(S2_FRAME_MAX_NAMES + 1, FXP_NAME, LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED);
    T_STOP;
    check_head(0x57656c63, 'o', LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED); /* "Welco" */
}

/* DATA whose payload does not fit its message. */
static void check_data(uint32_t length, uint32_t payload, int expect)
{
    struct bench b;
    uint8_t head[13];
    int rc;

    set_up(&b);
    s2_put_u32(head, length);
    head[4] = FXP_DATA;
    s2_put_u32(head + 5, 1);
    s2_put_u32(head + 9, payload);
    rc = feed(&b, head, sizeof(head));
    s2_frame_free(&b.f);
    T_EQ(rc, expect);
    T_EQ(b.h.n > 0, expect == 0);
}

T_CASE(payload_must_fit_its_message)
{
    check_data(9 + 100, 100, 0);
    T_STOP;
    check_data(9 + 100, 101, LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_STOP;
    check_data(9 + 100, 0xffffffffu, LIBSSH2_ERROR_SFTP_PROTOCOL);
    T_STOP;
    check_data(8, 0, LIBSSH2_ERROR_SFTP_PROTOCOL); /* too short for id and length */
    T_STOP;
    check_data(1, 0, LIBSSH2_ERROR_SFTP_PROTOCOL);
}

T_CASE(a_code_ends_the_stream)
{
    struct bench b;
    uint8_t in[1024];
    size_t n = sample(in, sizeof(in));

    set_up(&b);
    b.h.answer = LIBSSH2_ERROR_ALLOC;
    T_EQ(feed(&b, in, n), LIBSSH2_ERROR_ALLOC);
    T_EQ(b.h.messages, 1);
    T_EQ(b.h.parts, 0);
}

/* --- Random streams in random pieces
 * -------------------------------------------------------- */

static size_t random_stream(struct s2_wr *w, uint64_t *seed)
{
    unsigned i, n = 1 + (unsigned)(t_rand(seed) % 6);

    for (i = 0; i < n; i++) {
        uint32_t size = (uint32_t)(t_rand(seed) % 400);

        if (t_rand(seed) % 2)
            put_status(w, i, size);
        else
            put_data(w, i, size, (uint32_t)(t_rand(seed) % 3));
    }
    return s2_wr_len(w);
}

static void check_random(uint64_t *seed)
{
    static uint8_t in[8192];
    static struct bench whole, pieces;
    struct s2_wr w = s2_wr_fixed(in, sizeof(in));
    size_t n = random_stream(&w, seed), at, part;
    int rc;

    T_OK(s2_wr_ok(&w));
    set_up(&whole);
    T_EQ(feed(&whole, in, n), 0);
    set_up(&pieces);
    for (at = 0; at < n; at += part) {
        part = 1 + (size_t)(t_rand(seed) % 200);
        if (part > n - at)
            part = n - at;
        rc = feed(&pieces, in + at, part);
        if (rc)
            s2_frame_free(&pieces.f);
        T_EQ(rc, 0);
    }
    s2_frame_free(&pieces.f);
    T_MEM(pieces.h.log, pieces.h.n, whole.h.log, whole.h.n);
}

T_CASE(random_pieces_give_the_same)
{
    uint64_t seed = t_seed();
    int i;

    for (i = 0; i < 2000; i++) {
        check_random(&seed);
        T_STOP;
    }
}

/* Noise: any result will do, but memory stays whole (under a sanitizer or valgrind). */
T_CASE(noise_does_no_harm)
{
    uint64_t seed = t_seed();
    struct bench b;
    uint8_t in[64];
    int i, rc;
    size_t k;

    for (i = 0; i < 20000; i++) {
        set_up(&b);
        do {
            for (k = 0; k < sizeof(in); k++)
                in[k] = (uint8_t)t_rand(&seed);
            /* lengths that are believed now and then */
            in[0] = in[1] = 0;
            in[2] &= 1;
            rc = feed(&b, in, 1 + t_rand(&seed) % sizeof(in));
        } while (!rc && t_rand(&seed) % 8);
        s2_frame_free(&b.f);
    }
    T_OK(i == 20000);
}

T_SUITE(frame) = {T_RUN(whole_messages_are_given_in_place),
                  T_RUN(cut_anywhere_gives_the_same),
                  T_RUN(impossible_lengths_are_refused),
                  T_RUN(payload_must_fit_its_message),
                  T_RUN(a_code_ends_the_stream),
                  T_RUN(random_pieces_give_the_same),
                  T_RUN(noise_does_no_harm),
                  T_END};
