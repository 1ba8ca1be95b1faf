/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Sealing and opening in every mode: what one session seals, another opens, whatever
 * the size and however it is cut; and nothing that was changed on the way is taken. */
#include "t.h"
#include "trans/packet.h"
#include "trans/trans.h"

#include <stdio.h>

/* Two sessions without sockets: a's sealed bytes are b's received ones. */
struct pair {
    s2_session *a, *b;
};

static const struct {
    const char *cipher, *mac;
} suites[] = {
    {NULL, NULL}, /* before the first keys */
    {"aes256-gcm@openssh.com", NULL},
    {"aes128-gcm@openssh.com", NULL},
    {"chacha20-poly1305@openssh.com", NULL},
    {"aes256-ctr", "hmac-sha2-256"},
    {"aes192-ctr", "hmac-sha2-512"},
    {"aes128-ctr", "hmac-sha2-256-etm@openssh.com"},
    {"aes256-ctr", "hmac-sha2-512-etm@openssh.com"},
    {"aes256-cbc", "hmac-sha2-256"},
    {"aes128-cbc", "hmac-sha2-512-etm@openssh.com"},
};

static bool key_up(struct pair *p, size_t i)
{
    const struct s2_cipher_row *row;
    const struct s2_mac_row *mac;
    uint8_t key[S2_KEY_MAX];

    if (!suites[i].cipher)
        return true;
    row = s2_cipher_named(s2_span_str(suites[i].cipher));
    mac = suites[i].mac ? s2_mac_named(s2_span_str(suites[i].mac)) : NULL;
    memset(key, 0x5a, sizeof(key));
    return !s2_dir_keys(&p->a->tx, &p->a->mem, row, mac, key, key, key, true) &&
           !s2_dir_keys(&p->b->rx, &p->b->mem, row, mac, key, key, key, false);
}

static bool pair_up(struct pair *p, size_t i)
{
    p->a = s2_session_new(NULL, NULL, NULL, NULL);
    p->b = s2_session_new(NULL, NULL, NULL, NULL);
    return p->a && p->b && key_up(p, i);
}

static void pair_free(struct pair *p)
{
    s2_session_free(p->a);
    s2_session_free(p->b);
}

/* Move n of the sealed bytes over. */
static bool carry(struct pair *p, size_t n)
{
    if (s2_in_room(&p->b->in, &p->b->mem, n))
        return false;
    memcpy(p->b->in.slab->data + p->b->in.slab->wr, p->a->out.buf + p->a->out.head, n);
    p->b->in.slab->wr += n;
    s2_batch_sent(&p->a->out, n);
    return true;
}

static void fill(uint8_t *p, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        p[i] = (uint8_t)(i * 31 + (i >> 8));
}

static uint8_t bulk[40000];

/* One message of a head and n bulk bytes, there and back. */
static void one_size(struct pair *p, size_t head_n, size_t n)
{
    uint8_t head[64];
    struct s2_pkt pkt;

    memset(head, 94, sizeof(head));
    T_EQ(s2_seal(p->a, s2_span(head, head_n), s2_span(bulk, n)), 0);
    T_OK(carry(p, s2_batch_left(&p->a->out)));
    T_EQ(s2_open(p->b, &pkt), 1);
    T_EQ(pkt.type, 94);
    T_EQ(pkt.body.n, head_n - 1 + n);
    T_MEM(pkt.body.p + head_n - 1, n, bulk, n);
    T_EQ(s2_open(p->b, &pkt), 0);
}

static void all_sizes(struct pair *p)
{
    static const size_t sizes[] = {0,  1,   15,   16,    17,    31,
                                   32, 100, 1000, 32739, 32768, 40000};
    size_t i, head;

    fill(bulk, sizeof(bulk));
    for (i = 0; i < S2_COUNT(sizes); i++) {
        for (head = 1; head <= 40; head += 3) {
            one_size(p, head, sizes[i]);
            T_STOP;
        }
    }
}

T_CASE(packet_every_mode_and_size)
{
    size_t i;

    for (i = 0; i < S2_COUNT(suites); i++) {
        struct pair p;
        bool up = pair_up(&p, i);

        if (up)
            all_sizes(&p);
        pair_free(&p);
        T_STOP;
        T_OK(up);
    }
}

/* The packet arrives a byte at a time. */
static void dribble(struct pair *p)
{
    struct s2_pkt pkt;

    T_EQ(s2_seal(p->a,
                 s2_span("\x5e"
                         "abc",
                         4),
                 s2_span(bulk, 300)),
         0);
    while (s2_batch_left(&p->a->out) > 1) {
        T_OK(carry(p, 1));
        T_EQ(s2_open(p->b, &pkt), 0);
        T_OK(s2_open_want(p->b) >= 1);
    }
    T_OK(carry(p, 1));
    T_EQ(s2_open(p->b, &pkt), 1);
    T_MEM(pkt.body.p, 3, "abc", 3);
    T_EQ(pkt.body.n, 303);
}

T_CASE(packet_byte_by_byte)
{
    size_t i;

    for (i = 0; i < S2_COUNT(suites); i++) {
        struct pair p;

        if (pair_up(&p, i))
            dribble(&p);
        pair_free(&p);
        T_STOP;
    }
}

/* A flipped bit anywhere: never a packet.  (CBC with encrypt-and-MAC reads on before it
 * tells, so that "not yet" is its answer.) */
static void flip(size_t suite, size_t at)
{
    struct pair p;
    struct s2_pkt pkt;
    int rc = 0;

    if (pair_up(&p, suite) && !s2_seal(p.a,
                                       s2_span("\x5e"
                                               "abc",
                                               4),
                                       s2_span(bulk, 90))) {
        size_t n = s2_batch_left(&p.a->out);

        p.a->out.buf[p.a->out.head + at % n] ^= 0x10;
        rc = carry(&p, n) ? s2_open(p.b, &pkt) : 1;
        if (rc < 0)
            rc = p.b->err.text[0] ? 0 : 1;
    }
    pair_free(&p);
    if (rc)
        T_FAIL("%s: byte %lu changed, and the packet was taken or no text given",
               suites[suite].cipher, (unsigned long)at);
}

T_CASE(packet_changed_on_the_way)
{
    size_t i, at;

    for (i = 1; i < S2_COUNT(suites); i++) {
        for (at = 0; at < 160; at++) {
            flip(i, at);
            T_STOP;
        }
    }
}

T_CASE(packet_replayed_is_refused)
{
    size_t i;

    for (i = 1; i < S2_COUNT(suites) - 2; i++) {
        struct pair p;
        struct s2_pkt pkt;
        int first = 0, again = 1;

        if (pair_up(&p, i) && !s2_seal(p.a,
                                       s2_span("\x5e"
                                               "a",
                                               2),
                                       s2_span(NULL, 0))) {
            size_t n = s2_batch_left(&p.a->out);
            uint8_t copy[256];

            memcpy(copy, p.a->out.buf, n);
            first = carry(&p, n) ? s2_open(p.b, &pkt) : 0;
            if (first == 1 && !s2_in_room(&p.b->in, &p.b->mem, n)) {
                memcpy(p.b->in.slab->data + p.b->in.slab->wr, copy, n);
                p.b->in.slab->wr += n;
                again = s2_open(p.b, &pkt);
            }
        }
        pair_free(&p);
        T_EQ(first, 1);
        T_OK(again < 0);
    }
}

/* Plain packets with each interesting length field. */
T_CASE(packet_impossible_lengths)
{
    static const uint32_t lengths[] = {
        0, 1, 3, 5, 13, S2_PACKET_MAX + 4, 0x7fffffff, 0x80000000, 0xffffffff};
    size_t i;

    for (i = 0; i < S2_COUNT(lengths); i++) {
        struct pair p;
        struct s2_pkt pkt;
        int rc = 1;

        if (pair_up(&p, 0) && !s2_in_room(&p.b->in, &p.b->mem, 64)) {
            memset(p.b->in.slab->data, 4, 64);
            s2_put_u32(p.b->in.slab->data, lengths[i]);
            p.b->in.slab->wr = 64;
            rc = s2_open(p.b, &pkt);
        }
        pair_free(&p);
        T_EQ(rc, LIBSSH2_ERROR_OUT_OF_BOUNDARY);
    }
}

T_CASE(packet_padding_beyond_the_packet)
{
    static const uint8_t pads[] = {0, 3, 11, 12, 255};
    size_t i;

    for (i = 0; i < S2_COUNT(pads); i++) {
        struct pair p;
        struct s2_pkt pkt;
        int rc = 1;

        if (pair_up(&p, 0) && !s2_in_room(&p.b->in, &p.b->mem, 64)) {
            memset(p.b->in.slab->data, 0, 64);
            s2_put_u32(p.b->in.slab->data, 12);
            p.b->in.slab->data[4] = pads[i];
            p.b->in.slab->wr = 16;
            rc = s2_open(p.b, &pkt);
        }
        pair_free(&p);
        T_EQ(rc, LIBSSH2_ERROR_PROTO);
    }
}

#ifdef S2_HAVE_ZLIB
T_CASE(packet_compressed)
{
    struct pair p;

    if (pair_up(&p, 1) && !s2_comp_start(&p.a->tx.comp, &p.a->mem, S2_DEFLATE) &&
        !s2_comp_start(&p.b->rx.comp, &p.b->mem, S2_INFLATE))
        all_sizes(&p);
    pair_free(&p);
}

T_CASE(packet_bomb_is_refused)
{
    static uint8_t zeros[S2_PACKET_MAX * 2];
    struct pair p;
    struct s2_pkt pkt;
    int rc = 1;

    if (pair_up(&p, 1) && !s2_comp_start(&p.a->tx.comp, &p.a->mem, S2_DEFLATE) &&
        !s2_comp_start(&p.b->rx.comp, &p.b->mem, S2_INFLATE) &&
        !s2_seal(p.a, s2_span("\x5e", 1), s2_span(zeros, sizeof(zeros))) &&
        carry(&p, s2_batch_left(&p.a->out)))
        rc = s2_open(p.b, &pkt);
    pair_free(&p);
    T_EQ(rc, LIBSSH2_ERROR_ZLIB);
}
#define T_COMPRESSED T_RUN(packet_compressed), T_RUN(packet_bomb_is_refused),
#else
#define T_COMPRESSED
#endif

T_SUITE(packet) = {T_RUN(packet_every_mode_and_size),
                   T_RUN(packet_byte_by_byte),
                   T_RUN(packet_changed_on_the_way),
                   T_RUN(packet_replayed_is_refused),
                   T_RUN(packet_impossible_lengths),
                   T_RUN(packet_padding_beyond_the_packet),
                   T_COMPRESSED T_END};
