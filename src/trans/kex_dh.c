/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Finite-field Diffie-Hellman with the groups of RFC 3526 (RFC 4253 section 8, RFC
 * 8268), and the half of the group exchange that is the same.  Every value of the peer
 * is checked here. */
#include "trans/kex.h"

/* RFC 4253 section 8. */
enum { MSG_INIT = 30, MSG_REPLY = 31 };

int s2_dh_make(struct s2_dh_state *dh)
{
    int rc;

    /* 512 bits: twice the strength of the largest key that is derived (RFC 4419
     * section 6.2 asks for twice the bits of the shared secret's use).  The top bit is
     * set so that the length is fixed. */
    rc = s2_random(dh->x, sizeof(dh->x));
    if (rc)
        return rc;
    dh->x[0] |= 0x80;
    return s2_backend.modexp(dh->e, dh->g, s2_span(dh->x, sizeof(dh->x)), dh->p);
}

/* The backend writes as many bytes as the modulus has. */
static struct s2_span strip_zeros(struct s2_span v)
{
    while (v.n && v.p[0] == 0) {
        v.p++;
        v.n--;
    }
    return v;
}

/* Numbers without leading zeros: the longer one is greater. Both are public. */
static bool less(struct s2_span a, struct s2_span b)
{
    return a.n != b.n ? a.n < b.n : memcmp(a.p, b.p, a.n) < 0;
}

/* Of a public value, so it may take longer for one than for another. */
static unsigned bits_set(struct s2_span v)
{
    unsigned count = 0;
    size_t i;

    for (i = 0; i < v.n; i++) {
        uint8_t b = v.p[i];
        for (; b; b &= (uint8_t)(b - 1))
            count++;
    }
    return count;
}

/* RFC 4253 section 8: 1 <= f <= p - 1; 1 and p - 1 give the secret away too (RFC 8268
 * section 4), and so does a value of a handful of bits. */
static bool peer_value_good(struct s2_span f, struct s2_span p)
{
    uint8_t below[S2_DH_BYTES_MAX];

    if (p.n > sizeof(below) || f.n == 0 || (f.n == 1 && f.p[0] == 1))
        return false;
    memcpy(below, p.p, p.n);
    below[p.n - 1] &= 0xfe; /* p is odd: p - 1 */
    return less(f, s2_span(below, p.n)) && bits_set(f) > 4;
}

/* K as an mpint. */
static int dh_secret(struct s2_dh_state *dh, struct s2_span f, struct s2_wr *secret)
{
    uint8_t raw[S2_DH_BYTES_MAX];
    struct s2_span k;
    int rc = s2_backend.modexp(raw, f, s2_span(dh->x, sizeof(dh->x)), dh->p);

    k = strip_zeros(s2_span(raw, dh->p.n));
    if (!rc && (k.n == 0 || (k.n == 1 && k.p[0] == 1)))
        rc = LIBSSH2_ERROR_INVAL;
    if (!rc)
        s2_wr_mpint(secret, k);
    s2_wipe(raw, sizeof(raw));
    if (!rc && !s2_wr_ok(secret))
        rc = LIBSSH2_ERROR_ALLOC;
    return rc;
}

/* Hash input after the common part: RFC 4419 section 3 puts the group in. */
static void transcript_tail(struct s2_dh_state *dh, struct s2_span f, struct s2_wr *w)
{
    if (dh->group_exchange) {
        s2_wr_u32(w, dh->min);
        s2_wr_u32(w, dh->want);
        s2_wr_u32(w, dh->max);
        s2_wr_mpint(w, dh->p);
        s2_wr_mpint(w, dh->g);
    }
    s2_wr_mpint(w, s2_span(dh->e, dh->p.n));
    s2_wr_mpint(w, f);
}

/* Serves the fixed groups and the group exchange: KEXDH_REPLY and KEX_DH_GEX_REPLY have
 * the same fields. */
int s2_dh_reply(s2_session *s, struct s2_pkt *pkt)
{
    struct s2_kex *k = s->kex;
    struct s2_dh_state *dh = k->state;
    struct s2_rd r = s2_rd(pkt->body);
    struct s2_span host_key = s2_rd_str(&r), f = s2_rd_mpint(&r);
    struct s2_span signature = s2_rd_str(&r);
    struct s2_wr secret = s2_wr_growing(&s->mem), w = s2_wr_growing(&s->mem);
    int rc;

    if (!s2_rd_done(&r))
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "the key exchange reply is malformed");
    if (!peer_value_good(f, dh->p))
        return s2_die(s, LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                      "the server's Diffie-Hellman value is out of range");
    rc = dh_secret(dh, f, &secret);
    if (rc) {
        rc = s2_die(s,
                    rc == LIBSSH2_ERROR_ALLOC ? rc : LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE,
                    "no Diffie-Hellman secret: %s", s2_err_name(rc));
    } else {
        s2_kex_transcript(s, k, host_key, &w);
        transcript_tail(dh, f, &w);
        rc = s2_kex_finish(s, k, &w, s2_wr_span(&secret), host_key, signature);
    }
    s2_wr_free(&secret);
    s2_wr_free(&w);
    return rc;
}

/* store holds a group that the server sent, which is public; the secret exponent is in
 * the state, which the caller wipes. */
void s2_dh_wipe(struct s2_kex *k, struct s2_mem *m)
{
    struct s2_dh_state *dh = k->state;

    s2_free(m, dh->store);
}

/* All groups of RFC 2409 and RFC 3526 have the generator 2. */
static int dh_start(s2_session *s, struct s2_kex *k)
{
    static const uint8_t two[] = {2};
    struct s2_dh_state *dh = k->state;
    const struct s2_span *p = s2_dh_group(k->agreed.kex->group);
    struct s2_wr w = s2_wr_growing(&s->mem);
    int rc;

    if (!p || p->n > S2_DH_BYTES_MAX)
        return s2_die(s, LIBSSH2_ERROR_KEX_FAILURE, "%s is not built in",
                      k->agreed.kex->name);
    dh->p = *p;
    dh->g = s2_span(two, sizeof(two));
    rc = s2_dh_make(dh);
    if (rc)
        return s2_die(s, rc, "no key pair for %s", k->agreed.kex->name);
    s2_wr_u8(&w, MSG_INIT);
    s2_wr_mpint(&w, s2_span(dh->e, dh->p.n));
    k->expect = MSG_REPLY;
    k->on_message = s2_dh_reply;
    rc = s2_send_wr(s, &w);
    s2_wr_free(&w);
    return rc;
}

const struct s2_kex_ops s2_kex_dh = {dh_start, s2_dh_wipe, sizeof(struct s2_dh_state)};
