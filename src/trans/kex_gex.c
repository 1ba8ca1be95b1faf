/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Diffie-Hellman group exchange (RFC 4419): the server chooses the group, which is
 * checked before use; the rest is kex_dh.c's. */
#include "trans/kex.h"

/* Numbers of RFC 4419 section 5. REQUEST with three sizes; the older form with one size
 * is not sent. */
enum { MSG_GROUP = 31, MSG_INIT = 32, MSG_REPLY = 33, MSG_REQUEST = 34 };

/* Sizes asked for, in bits (RFC 8270 section 3: at least 2048). */
#define GEX_MIN  2048
#define GEX_WANT 4096

/* Size of a number without leading zero bytes, which is how the reader hands out an
 * mpint. */
static unsigned bits_of(struct s2_span v)
{
    unsigned n = (unsigned)v.n * 8;
    uint8_t top;

    if (!v.n)
        return 0;
    for (top = v.p[0]; !(top & 0x80); top = (uint8_t)(top << 1))
        n--;
    return n;
}

/* A prime that cannot be one, or a generator of nothing, is refused.  Primality itself
 * is the server's word, as everywhere. */
static bool group_good(const struct s2_dh_state *dh, struct s2_span p, struct s2_span g)
{
    unsigned bits = bits_of(p);

    if (bits < dh->min || bits > dh->max || p.n > S2_DH_BYTES_MAX ||
        !(p.p[p.n - 1] & 1))
        return false;
    return g.n && g.n <= p.n && !(g.n == 1 && g.p[0] <= 1) &&
           !(g.n == p.n && memcmp(g.p, p.p, p.n - 1) >= 0);
}

/* Copy p and g out of the packet. */
static int keep_group(struct s2_mem *m, struct s2_dh_state *dh, struct s2_span p,
                      struct s2_span g)
{
    dh->store = s2_alloc(m, p.n + g.n);
    if (!dh->store)
        return LIBSSH2_ERROR_ALLOC;
    memcpy(dh->store, p.p, p.n);
    memcpy(dh->store + p.n, g.p, g.n);
    dh->p = s2_span(dh->store, p.n);
    dh->g = s2_span(dh->store + p.n, g.n);
    return 0;
}

/* The server's group: judged, copied out of the packet, and answered with our public
 * value. */
static int on_group(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kex *k = s->kex;
    struct s2_dh_state *dh = k->state;
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span p = s2_rd_mpint(&r), g = s2_rd_mpint(&r);
    struct s2_wr w;
    int rc;

    if (!s2_rd_done(&r) || !group_good(dh, p, g))
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "the server's Diffie-Hellman group is not acceptable (%u bits)",
                      bits_of(p));
    rc = keep_group(&s->mem, dh, p, g);
    if (!rc)
        rc = s2_dh_make(dh);
    if (rc)
        return s2_die(s, rc, "no key pair for %s", k->agreed.kex->name);
    w = s2_wr_growing(&s->mem);
    s2_wr_u8(&w, MSG_INIT);
    s2_wr_mpint(&w, s2_span(dh->e, dh->p.n));
    k->expect = MSG_REPLY;
    k->on_message = s2_dh_reply;
    rc = s2_send_wr(s, &w);
    s2_wr_free(&w);
    return rc;
}

/* Asks for what the backend can compute; the three sizes go into the hash too, so that
 * nobody can lower them on the way. */
static int gex_start(s2_session *s, struct s2_kex *k)
{
    struct s2_dh_state *dh = k->state;
    uint8_t msg[13];
    struct s2_wr w = s2_wr_fixed(msg, sizeof(msg));

    dh->group_exchange = true;
    dh->min = GEX_MIN;
    dh->want = GEX_WANT;
    dh->max = (uint32_t)s2_min(s2_backend.dh_max_bits, S2_DH_BYTES_MAX * 8);
    s2_wr_u8(&w, MSG_REQUEST);
    s2_wr_u32(&w, dh->min);
    s2_wr_u32(&w, dh->want);
    s2_wr_u32(&w, dh->max);
    k->expect = MSG_GROUP;
    k->on_message = on_group;
    return s2_send_wr(s, &w);
}

const struct s2_kex_ops s2_kex_gex = {gex_start, s2_dh_wipe,
                                      sizeof(struct s2_dh_state)};
